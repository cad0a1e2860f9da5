import Foundation
import Identity
import NIOHTTP1
import Scheduling
import Server
import Testing

@Suite("GET /v1/schedules/event-imports/{import_id}", .timeLimit(.minutes(5)))
struct StatusTests {
  @Test(arguments: APITestServer.prefixes)
  func `returns PROCESSING and only the contract's fields`(prefix: String) async throws {
    let account = try await APITestServer.waiting.account()
    let id = try await account.accept(prefix: prefix)
    let response = try await account.status(of: id, prefix: prefix)
    #expect(response.status == 200)
    #expect(response.headers["Content-Type"] == ["application/json"])
    #expect(response.headers["Content-Length"] == ["\(response.body.count)"])
    #expect(response.headers["X-Request-Id"].count == 1)
    #expect(response.text == #"{"id":"\#(id)","status":"PROCESSING"}"#)
  }

  @Test(arguments: APITestServer.prefixes)
  func `returns IMPORTED`(prefix: String) async throws {
    let account = try await APITestServer.working.account()
    let (id, _) = try await account.finish()
    let response = try await account.status(of: id, prefix: prefix)
    #expect(response.status == 200)
    #expect(response.text == #"{"id":"\#(id)","status":"IMPORTED"}"#)
  }

  @Test(arguments: APITestServer.prefixes)
  func `returns IMPORTED_WITH_ERRORS with a link and its expiry`(prefix: String) async throws {
    let account = try await APITestServer.working.account()
    let (id, _) = try await account.finish(UploadForm(file: UploadForm.header + "x\n"))
    let response = try await account.status(of: id, prefix: prefix)
    let port = account.server.port
    let pattern = try Regex(
      #"\{"id":"\#(id)","status":"IMPORTED_WITH_ERRORS","error_report_url":"#
        + #""http://127\.0\.0\.1:\#(port)\#(prefix)/v1/schedules/event-imports/\#(id)/error-report"#
        + #"\?account=\#(account.name)&expires=1780315800&signature=[0-9a-f]{64}","#
        + #""error_report_expires_at":"2026-06-01T12:10:00Z"\}"#)
    #expect(response.status == 200)
    #expect(response.text.wholeMatch(of: pattern) != nil, "\(response.text)")
  }

  @Test(arguments: APITestServer.prefixes)
  func `returns ERROR without the cause`(prefix: String) async throws {
    let account = try await APITestServer.waiting.account()
    let id = try await account.accept()
    try await account.fail(id)
    let response = try await account.status(of: id, prefix: prefix)
    #expect(response.status == 200)
    #expect(response.text == #"{"id":"\#(id)","status":"ERROR"}"#)
  }

  @Test(arguments: APITestServer.prefixes)
  func `rejects a missing token, an invalid token, and a token without wfm-public read`(
    prefix: String
  ) async throws {
    let account = try await APITestServer.waiting.account()
    let id = try await account.accept()
    let target = "\(prefix)\(APITestServer.imports)/\(id)"
    try await account.server.send(.GET, target).expect(.noToken)
    try await account.server.send(.GET, target, token: "abc").expect(.invalidToken)
    let token = try await account.server.token(
      account: account.name, scopes: [.write, .admin])
    try await account.server.send(.GET, target, token: token)
      .expect(.insufficientScope("wfm-public:read"))
  }

  @Test(arguments: APITestServer.prefixes)
  func `returns the same 404 for every import that the account does not have`(
    prefix: String
  ) async throws {
    let account = try await APITestServer.waiting.account()
    let other = try await APITestServer.waiting.account()
    let stranger = try await APITestServer.waiting.stranger()
    let id = try await account.accept()
    let others = try await other.accept()
    for unknown in [
      others, others.uppercased(), UUID().uuidString, "00000000-0000-0000-0000-000000000000", "1",
      "null", "\(id)x", "\(id)%00", String(id.dropLast()), "%7B\(id)%7D", "..;",
      id.replacing("-", with: ""), String(repeating: "a", count: 4000),
    ] {
      try await account.status(of: unknown, prefix: prefix).expect(.importNotFound)
    }
    try await stranger.status(of: id, prefix: prefix).expect(.importNotFound)
    #expect(try await account.status(of: id, prefix: prefix).status == 200)
  }

  @Test func `accepts an id in upper case and returns it in lower case`() async throws {
    let account = try await APITestServer.waiting.account()
    let id = try await account.accept()
    let response = try await account.status(of: id.uppercased())
    #expect(response.text == #"{"id":"\#(id)","status":"PROCESSING"}"#)
  }

  @Test(arguments: APITestServer.prefixes)
  func `returns 429 to an account over its rate`(prefix: String) async throws {
    try await withAPIServer([.readRate: "2"]) { server in
      let account = try await server.account()
      for _ in 0..<2 { try await account.status(of: "1", prefix: prefix).expect(.importNotFound) }
      try await account.status(of: "1", prefix: prefix).expectRateLimited(within: 30)
    }
  }

  @Test func `frees the account for the next upload when the import is finished`() async throws {
    let account = try await APITestServer.waiting.account()
    let first = try await account.accept()
    try await account.upload().expectBusy()
    try await account.settle(first, RowCounts(inserted: 1))
    let second = try await account.accept()
    try await account.fail(second)
    #expect(try await account.upload().status == 202)
  }
}
