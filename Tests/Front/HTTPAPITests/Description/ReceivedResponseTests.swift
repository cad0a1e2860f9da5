import APIDescription
import TestInputs
import TestSupport
import Testing
import WireText

/// Tests the check that the tests apply to every response: it finds each kind of difference.
@Suite("A response is compared with the description", .timeLimit(.minutes(5)))
struct ReceivedResponseTests {
  private static let headers = [
    ("Cache-Control", "no-store"), ("Content-Type", "application/json"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"), ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("X-Request-Id", "a"),
  ]

  private func problems(
    _ method: String = "GET", _ target: String = "/health/live", status: Int = 200,
    without: String = "", with added: [(String, String)] = [], body: String
  ) -> [String] {
    ReceivedResponse(
      to: method, target, status: status,
      headers: Self.headers.filter { $0.0 != without } + added, body: Array(body.utf8)
    ).problems
  }

  private static let live = #"{"status":"live"}"#
  private static let agent = #"{"id":1,"name":"a","email":"b","active":true}"#

  @Test func `and every keyword that the check ignores is in use`() throws {
    let document = try PackageFolder.text("Sources/Front/APIDescription/openapi.json")
    for keyword in SchemaCheck.annotations { #expect(document.contains("\"\(keyword)\":")) }
  }

  @Test func `and passes if it is as described`() {
    #expect(problems(body: Self.live) == [])
    #expect(problems("GET", "/health/live/?a=b", body: Self.live) == [])
    #expect(problems("GET", "/admin/v1/accounts/a/agents/1", body: Self.agent) == [])
    let refusal = #"{"message":"Not found.","description":"x"}"#
    #expect(problems("GET", "/nothing", status: 404, body: refusal) == [])
    #expect(
      problems(
        "PUT", "/health/live", status: 405, with: [("Allow", "GET, HEAD")],
        body: #"{"message":"Method not allowed.","description":"x"}"#) == [])
    #expect(problems("HEAD", "/health/live", body: "") == [])
  }

  @Test func `and fails if its status, head or media type differs`() {
    #expect(problems(status: 201, body: Self.live).count == 1)
    #expect(problems("GET", "/nothing", status: 405, body: Self.live).count == 1)
    #expect(problems("PUT", status: 200, body: Self.live).count == 1)
    for (name, _) in Self.headers where name != "Content-Type" {
      #expect(problems(without: name, body: Self.live) == ["\(name) is missing"])
    }
    #expect(problems(without: "Content-Type", body: Self.live).count == 1)
    #expect(problems(with: [("Content-Type", "text/html")], body: Self.live).count == 1)
    #expect(
      problems(without: "X-Request-Id", with: [("X-Request-Id", "")], body: Self.live).count == 2)
    #expect(problems(with: [("X-Request-Id", "b")], body: Self.live).count == 1)
    #expect(problems(with: [("Server", "wfm")], body: Self.live) == ["server is not described"])
    #expect(problems("HEAD", "/health/live", status: 405, body: "").count == 1)
    #expect(problems("HEAD", "/health/live", body: Self.live).count == 1)
    let busy = #"{"message":"Rate limit exceeded. Please retry later.","description":"x"}"#
    let path = "/admin/v1/audit"
    #expect(problems("GET", path, status: 429, with: [("Retry-After", "1")], body: busy) == [])
    #expect(
      problems("GET", path, status: 429, with: [("Retry-After", "soon")], body: busy).count == 1)
    #expect(problems("GET", path, status: 429, with: [("Retry-After", "0")], body: busy).count == 1)
  }

  @Test(arguments: [
    "", "[]", "null", #"{"status":"dead"}"#, #"{"status":"live","since":1}"#, "{}", "{",
    #"{"status":null}"#,
  ])
  func `and fails if its body differs`(body: String) {
    #expect(!problems(body: body).isEmpty)
  }

  @Test(arguments: [
    (#""id":1"#, #""id":"1""#), (#""id":1"#, #""id":1.5"#), (#""id":1"#, #""id":0"#),
    (#""id":1"#, #""id":2147483648"#), (#""name":"a""#, #""name":"""#),
    (#""name":"a""#, #""name":" ""#), (#""active":true"#, #""active":1"#),
    (#""active":true"#, #""active":"true""#), (#""email":"b","#, ""),
  ])
  func `and fails if a member differs`(part: String, other: String) {
    let body = Self.agent.replacing(part, with: other)
    #expect(body != Self.agent)
    #expect(!problems("GET", "/admin/v1/accounts/a/agents/1", body: body).isEmpty, "\(body)")
  }

  @Test func `and fails if the schema has a keyword that the check does not know`() {
    let problems = SchemaCheck.problems(
      of: .string("a"), against: .object(["contains": .bool(true)]), at: "it")
    #expect(problems == ["it: the keyword contains is unknown"])
  }
}
