import Foundation
import WireText

/// All findings, as text or as JSON.
struct DoctorReport {
  let ok: Bool
  let problems: Int
  let checks: [Finding]

  init(_ findings: [Finding]) {
    checks = findings
    problems = findings.count { $0.state == .problem }
    ok = problems == 0
  }

  /// The findings as a JSON object, in lines.
  var json: String {
    let report: JSONObject = [
      "ok": .bool(ok), "problems": .integer(problems), "checks": .array(checks.map(\.json)),
    ]
    return Terminal.escapedJSON(JSONValue.object(report).text(isPretty: true))
  }

  /// A line for each finding, the remedy below it, and the number of problems.
  var text: String {
    let width = checks.map(\.check.count).max() ?? 0
    var lines: [String] = []
    for finding in checks {
      let name = finding.check.padding(toLength: width, withPad: " ", startingAt: 0)
      lines.append("\(Self.mark(finding.state))  \(name)  \(finding.message)")
      if let remedy = finding.remedy {
        lines.append(String(repeating: " ", count: 11 + width) + "-> \(remedy)")
      }
    }
    let end =
      switch problems {
      case 0: "No problems."
      case 1: "1 problem."
      default: "\(problems) problems."
      }
    return (lines + ["", end]).joined(separator: "\n")
  }

  private static func mark(_ state: Finding.State) -> String {
    switch state {
    case .ok: "ok     "
    case .note: "note   "
    case .problem: "PROBLEM"
    }
  }
}
