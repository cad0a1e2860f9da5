import Foundation
import TestSupport
import Testing

/// Monitoring/: the alert rules and the dashboard.
@Suite("The alert rules and the dashboard", .timeLimit(.minutes(10)))
struct RulesTests {
  private static let rules = Places.path("Monitoring/alerts.yml")
  private static let ruleTests = Places.path("Monitoring/alerts-test.yml")
  private static let dashboard = Places.path("Monitoring/dashboard.json")

  private func promtool(_ arguments: String...) async throws -> Program.Ending {
    try await Program.run("/usr/bin/env", ["promtool"] + arguments)
  }

  private static func text(_ file: String) throws -> String {
    try String(contentsOfFile: file, encoding: .utf8)
  }

  @Test(.needs(.promtool))
  func `the rules are well-formed and fire at the right time, not earlier`() async throws {
    let check = try await promtool("check", "rules", Self.rules)
    #expect(check.status == 0, "\(check.output)\(check.errors)")
    let test = try await promtool("test", "rules", Self.ruleTests)
    #expect(test.status == 0, "\(test.output)\(test.errors)")
  }

  @Test func `each rule is tested firing and silent, and is documented`() throws {
    let names = try Self.text(Self.rules).matches(of: /- alert: (\w+)/).map { String($0.1) }
    #expect(names.count > 10 && Set(names).count == names.count)
    let tests = try Self.text(Self.ruleTests)
    let page = try Self.text(Places.path("docs/reference/metrics.md"))
    for name in names {
      #expect(tests.contains("alertname: \(name), exp_alerts: [] }"), "\(name)")
      #expect(tests.contains("alertname: \(name)\n        exp_alerts:\n"), "\(name)")
      #expect(page.contains("| `\(name)` |"), "\(name)")
    }
    #expect(page.matches(of: /\n\| `(Wfm\w+)` \|/).count == names.count)
  }

  /// The metrics that an expression names, without the suffixes of histograms.
  private static func metrics(of expression: String) -> [String] {
    let prefixes = /\b(wfm|http_server|db_client|process)_\w+/
    // Labels are in braces and after `by` and `on`, and may look like metrics.
    let bare = expression.replacing(/\{[^}]*\}/, with: "")
      .replacing(/\b(by|on) \([^)]*\)/, with: "")
    return bare.matches(of: prefixes).map { String($0.0) }
  }

  private static func expect(_ expression: String, of scrape: Scrape) {
    let known = Set(
      scrape.metrics.flatMap { metric in
        metric.type == "histogram"
          ? ["_bucket", "_sum", "_count"].map { metric.name + $0 } : [metric.name]
      })
    let named = metrics(of: expression.replacing(/http_route="[^"]*"/, with: ""))
    #expect(named.allSatisfy(known.contains), "\(expression)")
    #expect(!named.isEmpty || expression.hasPrefix("up{"), "\(expression)")
  }

  @Test func `each metric of the rules exists`() async throws {
    let scrape = try await MetricsTests.scrape
    let rules = try Self.text(Self.rules).components(separatedBy: "- alert: ").dropFirst()
    for rule in rules {
      let expression = try #require(rule.firstMatch(of: /expr:([\s\S]*?)\n        (for|labels):/)).1
      Self.expect(
        expression.trimmingCharacters(in: CharacterSet(charactersIn: " |\n")), of: scrape)
    }
  }

  private struct Dashboard: Decodable {
    struct Target: Decodable { let expr: String }
    struct Panel: Decodable {
      let id: Int
      let title: String
      let targets: [Target]?
    }
    let panels: [Panel]
  }

  @Test(.needs(.promtool))
  func `each query of the dashboard is valid PromQL, and each of its metrics exists`()
    async throws
  {
    let scrape = try await MetricsTests.scrape
    let dashboard = try JSONDecoder().decode(
      Dashboard.self, from: Data(contentsOf: URL(filePath: Self.dashboard)))
    let queries = dashboard.panels.flatMap { $0.targets ?? [] }.map(\.expr)
    #expect(queries.count > 20)
    #expect(Set(dashboard.panels.map(\.id)).count == dashboard.panels.count)
    for query in queries { Self.expect(query, of: scrape) }
    // Checked as recording rules, which have the same grammar, with values for Grafana's variables.
    let rules = queries.enumerated().map { number, query in
      let expression = query.replacing("$__rate_interval", with: "5m")
        .replacing("$instance", with: ".*")
      return "      - { record: \"query:\(number)\", expr: '\(expression)' }"
    }
    try await Places.withFolder { folder in
      let file = "\(folder)/queries.yml"
      try ("groups:\n  - name: dashboard\n    rules:\n" + rules.joined(separator: "\n") + "\n")
        .write(toFile: file, atomically: true, encoding: .utf8)
      let check = try await promtool("check", "rules", file)
      #expect(check.status == 0, "\(check.output)\(check.errors)")
    }
  }
}
