import Foundation
import Server
import TestInputs
import Testing

/// The table of settings, without the program around it.
@Suite("The table of settings", .timeLimit(.minutes(1)))
struct SettingTableTests {
  private static func number(_ setting: Setting, from value: String) throws -> Int {
    let settings = try SettingsSource(
      flags: ["\(setting.flag)=\(value)"], environment: [:]
    ).load()
    return try settings.integer(setting)
  }

  private static let numbers = Setting.allCases.filter { $0.row.kind.range != nil }

  @Test(arguments: numbers)
  func `a number is accepted within its range only`(setting: Setting) throws {
    let range = try #require(setting.row.kind.range)
    for bound in [range.lowerBound, range.upperBound] {
      #expect(try Self.number(setting, from: "\(bound)") == bound)
    }
    let wrong = ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "ten", "1.5", " 1"]
    for value in wrong {
      let fault = #expect(throws: Settings.Fault.self) {
        try Self.number(setting, from: value)
      }
      let sentence = """
        \(setting.variable) is "\(value)", which is not a whole number from \(range.lowerBound) to \
        \(range.upperBound), such as
        """
      #expect(fault?.description.hasPrefix(sentence) == true, "\(fault?.description ?? "")")
    }
  }

  @Test(arguments: numbers)
  func `the default of a number is within its range`(setting: Setting) throws {
    guard let value = setting.row.defaultValue else { return }
    #expect(setting.row.kind.range?.contains(try #require(Int(value))) == true)
  }

  @Test(arguments: Setting.allCases)
  func `a default is an allowed word, and no secret has a default`(setting: Setting) {
    let row = setting.row
    if case .words(let words) = row.kind, let value = row.defaultValue {
      #expect(words.contains(value))
    }
    if row.secrecy != .none { #expect(row.defaultValue == nil) }
    #expect(row.defaultValue == nil || row.ifAbsent == nil)
  }

  @Test func `a sentence has the unit, the meaning and the range`() {
    #expect(
      Setting.adminRate.row.summary
        == "requests per minute per admin client, across all replicas (also the burst size); "
        + "1–1,000,000")
    #expect(
      Setting.databasePoolWait.row.summary
        == "seconds that a request waits for a free database connection; 1–60")
    #expect(Setting.port.row.summary.hasSuffix("; 0–65535, 0 picks a free one"))
    #expect(Setting.reports.row.summary.hasSuffix("; database or s3"))
    #expect(Setting.tokenLongestLifetime.row.summary.hasSuffix("; 60–31,536,000"))
  }

  /// Files from which people copy settings.
  private static let files = [
    "README.md", "CONTRIBUTING.md", "docker-compose.yml", "Dockerfile", "scripts", "docs",
    "Examples", "Monitoring", "Benchmarks", "Tests/Front/EndToEndTests/Operations",
  ]

  @Test func `every WFM_ variable that a page or a script names is a setting`() throws {
    let known = Set(Setting.allCases.map(\.variable))
    var unused = Self.others
    for file in try Self.files.flatMap(Self.texts) {
      guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { continue }
      for match in text.matches(of: /\bWFM_[A-Z0-9_]*[A-Z0-9]\b/) {
        let name = String(match.0)
        unused.remove(name)
        if name.hasPrefix("WFM_TEST") || Self.others.contains(name) { continue }
        #expect(known.contains(name), "\(name) in \(file)")
      }
    }
    #expect(unused == [])
  }

  /// Variables of scripts and examples, and placeholders. Each one is used.
  private static let others: Set = [
    "WFM_FUZZ", "WFM_FUZZ_TARGET", "WFM_BENCHMARK_JSON", "WFM_NETRC", "WFM_CLIENT_ID",
    "WFM_CLIENT_SECRET", "WFM_NAME", "WFM_X", "WFM_Y",
  ]

  private static func texts(_ path: String) throws -> [String] {
    let place = PackageFolder.file(path).path(percentEncoded: false)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else {
      Issue.record("there is no \(path)")
      return []
    }
    guard isFolder.boolValue else { return [place] }
    return try FileManager.default.subpathsOfDirectory(atPath: place).map { "\(place)/\($0)" }
  }
}
