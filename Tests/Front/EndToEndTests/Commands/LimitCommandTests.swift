import Foundation
import Postgres
import Testing

@Suite("wfm accounts limit, wfm retention", .timeLimit(.minutes(10)))
struct LimitCommandTests {
  private let installation: Installation

  init() async throws {
    installation = try await Installation()
  }

  private func run(_ arguments: String..., settings: [String: String] = [:]) async throws -> String
  {
    let ending = try await Program.run(
      Places.wfm, arguments, environment: installation.environment.merging(settings) { $1 })
    guard ending.status == 0 else { throw Refused(text: ending.errors) }
    return ending.output
  }

  @Test func `an account's rates are set, shown and reset, each with an audit event`() async throws
  {
    try await installation.makeAccount()
    #expect(
      try await run("accounts", "limit", "acme", "--uploads", "5", "--tokens", "7") == """
        acme: uploads per minute: 5
        acme: reads per minute: default
        acme: tokens per minute: 7

        """)
    #expect(
      try await run("accounts", "limit", "acme", "--tokens", "default").hasSuffix(
        "tokens per minute: default\n"))
    #expect(try await run("accounts", "limit", "acme").hasPrefix("acme: uploads per minute: 5\n"))
    let audit = try await run("audit", "--account", "acme")
    #expect(audit.contains("uploads_per_minute") && audit.contains("cli:"))
    for wrong in ["0", "1000001", "many"] {
      let ending = try await installation.run("accounts", "limit", "acme", "--reads", wrong)
      #expect(ending.status != 0 && ending.errors.contains("--reads"))
    }
  }

  @Test func `a retention run previews and then removes files and reports`()
    async throws
  {
    try await installation.makeAccount()
    let server = try await installation.serve()
    let client = try await installation.client(of: server)
    let id = try await client.upload(try Places.exampleFile())
    let before = try await client.outcome(of: id)
    let report = try #require(before.error_report_url)
    #expect(try await client.get(report).contains("Error Code"))

    #expect(try await run("retention").hasPrefix("files: 0 removed\nreports: 0 removed\n"))
    try await installation.connection.run {
      try $0.executeScript("UPDATE imports SET finished_at = now() - interval '8 days'")
    }
    let settings = ["WFM_KEEP_FILES": "7", "WFM_KEEP_REPORTS": "7"]
    #expect(
      try await run("retention", "--dry-run", settings: settings) == """
        files: 1 would be removed
        reports: 1 would be removed
        imports: 0 would be removed
        audit: 0 would be removed
        events: 0 would be removed

        """)
    #expect(try await client.get(report).contains("Error Code"))
    let removed = try await run("retention", settings: settings)
    #expect(removed.hasPrefix("files: 1 removed\nreports: 1 removed\nimports: 0 removed\n"))
    #expect(try await client.status(of: id).status == before.status)
    let refusal = await #expect(throws: Refused.self) { try await client.get(report) }
    #expect(refusal?.text.hasPrefix("404 ") == true)
    #expect(refusal?.text.contains("retention period ended") == true)
    #expect(try await run("audit").contains("retention.remove"))
    #expect(try await server.stop().status == 0)
  }
}
