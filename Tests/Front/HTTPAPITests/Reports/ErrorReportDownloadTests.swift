import Foundation
import HTTPAPI
import NIOHTTP1
import Postgres
import Reports
import Scheduling
import Server
import Store
import TestSupport
import Testing

@Suite("GET …/error-report", .timeLimit(.minutes(5)))
struct ErrorReportDownloadTests {
  private static let rows = #"""
    Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift
    =1+1, nobody@example.com ,09:00 2026-06-01,17:00 2026-06-01,"a, ""b"""

    "Bob
    B",bob@example.com,9:00 2026-06-01,25:00 2026-06-01,Shift
    x
    Zed,zed@example.com,17:00 2026-06-01,09:00 2026-06-01,Shift

    """#

  private static let report = [
    "\u{FEFF}Line,Agent Name,Agent Email,Start Time,End Time,Event Type Name,Error Code,Error",
    #"3,'=1+1, nobody@example.com ,09:00 2026-06-01,17:00 2026-06-01,"a, ""b""","#
      + #"AGENT_UNKNOWN;EVENT_TYPE_UNKNOWN,"The account has no agent with the Agent Email "#
      + "\"\"" + #" nobody@example.com "". Correct it, or ask an administrator to add the agent. "#
      + "The account has no event type ",
    "5,\"Bob\nB\",bob@example.com,9:00 2026-06-01,25:00 2026-06-01,Shift,"
      + "START_TIME_FORMAT;END_TIME_NONEXISTENT,",
    "7,x,,,,,WRONG_FIELD_COUNT,",
    "8,Zed,zed@example.com,17:00 2026-06-01,09:00 2026-06-01,Shift,"
      + "AGENT_INACTIVE;END_NOT_AFTER_START,",
  ]

  private static let form = UploadForm(file: UploadForm.header + rows)

  private func link(in response: APIResponse) throws -> URL {
    let match = try #require(response.text.firstMatch(of: /"error_report_url":"([^"]+)"/))
    return try #require(URL(string: String(match.1)))
  }

  /// The path and query of the link.
  private func target(in response: APIResponse) throws -> String {
    let match = try #require(
      response.text.firstMatch(of: /"error_report_url":"https?:\/\/[^\/"]+([^"]+)"/))
    return String(match.1)
  }

  @Test(arguments: APITestServer.prefixes)
  func `is a CSV attachment, needs no token, and has the rejected rows in file order`(
    prefix: String
  ) async throws {
    let account = try await APITestServer.working.account()
    let (id, _) = try await account.finish(Self.form)
    let status = try await account.status(of: id, prefix: prefix)
    #expect(try link(in: status).path.hasPrefix("\(prefix)/v1/"))
    let response = try await account.server.send(.GET, try target(in: status))
    #expect(response.status == 200)
    #expect(response.headers["Content-Type"] == ["text/csv; charset=utf-8"])
    #expect(
      response.headers["Content-Disposition"]
        == [#"attachment; filename="schedule_event_import_errors.csv""#])
    #expect(response.headers["X-Request-Id"].count == 1)
    #expect(response.headers["Cache-Control"] == ["no-store"])
    #expect(Array(response.body.prefix(3)) == [0xEF, 0xBB, 0xBF])
    let lines = response.text.components(separatedBy: "\r\n")
    #expect(lines.count == Self.report.count + 1)
    #expect(lines.last == "")
    for (line, expected) in zip(lines, Self.report) {
      #expect(line.hasPrefix(expected))
    }
    #expect(
      try await account.events()
        == ["ann@example.com 2026-06-01T13:00:00Z 2026-06-01T21:00:00Z Shift"])
  }

  /// An account's share is 6 of 8 MiB, and a download takes 2.
  @Test func `is rejected while slow downloads of its account hold the share of the memory`()
    async throws
  {
    try await withAPIServer(.init(runsWorker: true)) { server in
      let account = try await server.account()
      // More than the kernel buffers for a client that does not read.
      let row = "Ann,nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"
      let file = UploadForm.header + String(repeating: row, count: 60_000)
      let (_, status) = try await account.finish(UploadForm(file: file))
      let link = try target(in: status)
      do {
        var slow: [RawClient] = []
        for _ in 0..<3 {
          let client = try RawClient(port: server.port, receiveBuffer: 4096)
          try await client.send("GET \(link) HTTP/1.1\r\nHost: localhost\r\n\r\n")
          #expect(try await client.head().status == 200)
          slow.append(client)
        }
        let refused = try await server.send(.GET, link)
        #expect(refused.status == 429 && refused.headers["Retry-After"] == ["5"])
        // The slow downloads end here.
        withExtendedLifetime(slow) {}
      }
      try await eventually("the report is still refused") {
        try await server.send(.GET, link).status != 429
      }
      for _ in 0..<10 {
        #expect(try await server.send(.GET, link).status == 200)
      }
    }
  }

  @Test(arguments: ["1.0", "1.1"])
  func `that is deleted during the download does not look complete`(
    version: String
  ) async throws {
    try await withAPIServer(.init(runsWorker: true)) { server in
      let account = try await server.account()
      let row = "Ann,nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"
      let file = UploadForm.header + String(repeating: row, count: 60_000)
      let (_, status) = try await account.finish(UploadForm(file: file))
      let link = try target(in: status)
      let length = try await server.send(.HEAD, link).headers.first(name: "Content-Length")
      // The kernel buffers less than the whole report.
      let client = try RawClient(port: server.port, receiveBuffer: 4096)
      try await client.send("GET \(link) HTTP/\(version)\r\nHost: localhost\r\n\r\n")
      let head = try await client.head()
      #expect(head.status == 200)
      #expect(head.fields["content-length"] == length)
      try await server.pool.withConnection { connection in
        try connection.executeScript("DELETE FROM error_report_chunks")
      }
      await #expect(throws: SocketError.reset) { try await client.readToEnd() }
    }
  }

  @Test func `of several pieces arrives whole`() async throws {
    let account = try await APITestServer.working.account()
    let row = "Ann,nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"
    let file = UploadForm.header + String(repeating: row, count: 20_000)
    let (_, status) = try await account.finish(UploadForm(file: file))
    let response = try await account.server.send(.GET, try target(in: status))
    let lines = response.text.components(separatedBy: "\r\n").dropFirst().dropLast()
    #expect(response.body.count > 2 << 20)
    #expect(lines.count == 20_000)
    #expect(zip(lines, 2...).allSatisfy { $0.hasPrefix("\($1),Ann,nobody@example.com,") })
  }

  @Test func `has a new link in each status, valid for exactly 600 seconds`() async throws {
    try await withAPIServer(.init(runsWorker: true)) { server in
      let account = try await server.account()
      let (id, first) = try await account.finish(Self.form)
      #expect(first.text.contains(#""error_report_expires_at":"2026-06-01T12:10:00Z""#))
      server.clock.advance(by: .seconds(599))
      let old = try target(in: first)
      #expect(try await server.send(.GET, old).status == 200)
      let second = try await account.status(of: id)
      #expect(second.text.contains(#""error_report_expires_at":"2026-06-01T12:19:59Z""#))
      server.clock.advance(by: .seconds(1))
      try await server.send(.GET, old).expect(.expiredLink)
      try await server.send(.GET, Route.gatewayPrefix + old).expect(.expiredLink)
      let new = try target(in: second)
      #expect(new != old)
      #expect(try await server.send(.GET, new).status == 200)
    }
  }

  @Test func `is under the public URL if one is configured`() async throws {
    let setup = APITestServer.Setup(
      runsWorker: true, settings: [.publicURL: "https://wfm.example.com:8443/wfm/aion"])
    try await withAPIServer(setup) { server in
      let account = try await server.account()
      let (id, _) = try await account.finish(Self.form)
      for prefix in APITestServer.prefixes {
        let status = try await account.status(of: id, prefix: prefix)
        let link = try link(in: status).absoluteString
        #expect(
          link.hasPrefix("https://wfm.example.com:8443/wfm/aion/v1/schedules/event-imports/\(id)/"))
        let target = try target(in: status)
        #expect(try await server.send(.GET, target).status == 200)
        // The gateway strips the prefix.
        let stripped = target.replacing("/wfm/aion", with: "")
        #expect(try await server.send(.GET, stripped).status == 200)
      }
    }
  }

  @Test func `is rejected if any byte of the link is changed`() async throws {
    let account = try await APITestServer.working.account()
    let (_, status) = try await account.finish(Self.form)
    let target = try target(in: status)
    let query = try #require(target.firstIndex(of: "?"))
    let id = target.index(query, offsetBy: -"/error-report".count - 36)
    for place in target.indices[id...] where !"?/&=".contains(target[place]) {
      let isInPathWord = place > target.index(id, offsetBy: 35) && place < query
      guard !isInPathWord else { continue }
      var changed = target
      changed.replaceSubrange(place...place, with: target[place] == "0" ? "1" : "0")
      let response = try await account.server.send(.GET, changed)
      #expect(response.status == 403, "\(changed)")
      #expect(response.text == ContractError.invalidLink.body)
    }
  }

  @Test func `by a garbled link is rejected with the kind of damage`() async throws {
    let account = try await APITestServer.working.account("a@b\(UUID().uuidString)")
    let (_, status) = try await account.finish(Self.form)
    let target = try target(in: status)
    let server = account.server
    #expect(target.contains("account=a%40b"))
    let twice = " It seems to be percent-encoded twice."
    for (garbled, cause) in [
      (target.replacing("&", with: "&amp;"), " It contains &amp; instead of &."),
      (target.replacing("%", with: "%25"), twice),
      (target.replacing("?", with: "%3F").replacing("=", with: "%3D"), twice),
      (target.replacing("=", with: "%3D"), twice), (target.replacing("&", with: "%26"), twice),
    ] {
      for prefix in APITestServer.prefixes {
        var expected = ContractError.invalidLink(cause: cause)
        // The query has become a part of the path, and no route matches such a path.
        if !garbled.contains("?") { (expected.status, expected.message) = (404, "Not found.") }
        try await server.send(.GET, prefix + garbled).expect(expected)
      }
    }
  }

  @Test func `of a deactivated account is a 404, as is the import's status`() async throws {
    let account = try await APITestServer.working.account()
    let (id, status) = try await account.finish(Self.form)
    let target = try target(in: status)
    try await account.server.pool.withConnection { connection in
      let found = try AccountRepository.account(account.name, on: connection)
      let stored = try #require(found)
      try AccountRepository.update(
        stored.id, displayName: stored.displayName, isActive: false, rates: stored.rates,
        on: connection)
    }
    try await account.server.send(.GET, target).expect(.reportNotFound)
    try await account.status(of: id).expect(.importNotFound)
    try await account.upload().expect(.unknownAccount)
  }

  @Test func `is rejected if a parameter of the link is missing, added or respelt`()
    async throws
  {
    let account = try await APITestServer.working.account()
    let other = try await APITestServer.working.account()
    let (_, status) = try await account.finish(Self.form)
    let (otherID, _) = try await other.finish(Self.form)
    let (id, target) = (String(status.text.dropFirst(7).prefix(36)), try target(in: status))
    let path = "\(APITestServer.imports)/\(id)/error-report"
    for wrong in [
      path, "\(path)?", "\(path)?account=\(account.name)", "\(target)&x=1",
      "\(target)&", target.replacing("expires=", with: "expires=+"),
      target.replacing("expires=1", with: "expires=01"),
      target.replacing("account=a", with: "account=%61"),
      target.replacing(id, with: id.uppercased()), target.replacing(id, with: otherID),
      target.replacing("/error-report", with: "/error-report/"),
      target.replacing(account.name.text, with: other.name.text),
      target.replacing("expires=1780315800", with: "expires=99999999999999999999"),
      target.replacing("expires=1780315800", with: "expires=1780315801"),
      target.replacing("/v1/", with: "//v1/"), "/wfm/aion/wfm/aion\(target)",
    ] {
      let response = try await account.server.send(.GET, wrong)
      response.expect(wrong.hasPrefix("/wfm/aion/wfm") ? .routeNotFound : .invalidLink)
    }
    // A token does not make the link valid.
    try await account.server.send(.GET, path, token: account.reader).expect(.invalidLink)
    // A valid link works without a token, and even with an invalid token.
    #expect(try await account.server.send(.GET, target, token: "abc").status == 200)
  }

  @Test func `of an import without one is a 404`() async throws {
    let account = try await APITestServer.working.account()
    let (id, _) = try await account.finish()
    let target = account.server.services.reportLinks.target(
      account: account.name, importID: try #require(UUID(uuidString: id)),
      expires: account.server.clock.seconds + 600)
    try await account.server.send(.GET, target).expect(.reportNotFound)
  }
}
