import Foundation
import NIOHTTP1
import Testing
import TestSupport

@Suite("X-Request-Id", .timeLimit(.minutes(5)))
struct RequestIDTests {
  @Test(arguments: ["a", "0f8fad5b-d9cb", "!~", String(repeating: "x", count: 128)])
  func `that is printable and at most 128 characters is returned`(id: String) async throws {
    let server = try await APITestServer.waiting
    let account = try await server.account()
    let headers: HTTPHeaders = ["X-Request-Id": id]
    for (method, target) in [
      (HTTPMethod.GET, "/health/live"), (.GET, "/nowhere"), (.PUT, "/health/live"),
      (.POST, APITestServer.imports),
    ] {
      let response = try await server.send(method, target, headers: headers)
      #expect(response.headers["X-Request-Id"] == [id])
    }
    #expect(try await account.upload(headers: headers).headers["X-Request-Id"] == [id])
  }

  @Test(arguments: ["", "a b", "é", String(repeating: "x", count: 129), "\t", "a\u{7F}"])
  func `that is malformed is replaced`(id: String) async throws {
    let client = try await APITestServer.waiting.rawClient()
    try await client.send("GET /health/live HTTP/1.1\r\nHost: a\r\nX-Request-Id: \(id)\r\n\r\n")
    let response = try await client.response()
    guard response.status == 200 else {
      // Bytes that are not allowed in a field value are rejected before the value is read.
      #expect(response.status == 400)
      return
    }
    let given = try #require(response.fields["x-request-id"])
    #expect(given != id)
    #expect(UUID(uuidString: given) != nil)
    #expect(given == given.lowercased())
  }

  @Test func `given twice is replaced, and a request without one gets a new one`() async throws {
    let server = try await APITestServer.waiting
    var ids: Set<String> = []
    for headers in [["X-Request-Id": "a", "x-request-id": "b"], [:], [:]] as [HTTPHeaders] {
      let response = try await server.send(.GET, "/health/live", headers: headers)
      let id = try #require(response.headers.first(name: "X-Request-Id"))
      #expect(UUID(uuidString: id) != nil)
      ids.insert(id)
    }
    #expect(ids.count == 3)
  }
}

@Suite("The head of a response", .timeLimit(.minutes(5)))
struct ResponseHeadTests {
  @Test func `forbids caching, content sniffing and framing`() async throws {
    let account = try await APITestServer.waiting.account()
    for response in [
      try await account.upload(), try await account.upload(), try await account.status(of: "1"),
      try await account.server.send(.GET, "/nowhere"),
      try await account.server.send(.GET, "/health/live"),
    ] {
      #expect(response.headers["Cache-Control"] == ["no-store"])
      #expect(response.headers["X-Content-Type-Options"] == ["nosniff"])
      #expect(
        response.headers["Content-Security-Policy"]
          == ["default-src 'none'; frame-ancestors 'none'"])
      #expect(response.headers["Date"].count == 1)
      #expect(response.headers["Server"].isEmpty)
    }
  }

  static let credentials: [(fields: [String], error: String, description: String)] = [
    (
      ["Basic YTpi"], "invalid_request",
      "The Authorization header has another scheme than Bearer. Send 'Bearer' and an access token."
    ),
    (
      ["Bearer"], "invalid_request",
      "The Authorization header does not have exactly one token after 'Bearer'. Send one access token, without commas or blanks."
    ),
    (
      ["Bearer a b"], "invalid_request",
      "The Authorization header does not have exactly one token after 'Bearer'. Send one access token, without commas or blanks."
    ),
    (
      ["Bearer a", "Bearer b"], "invalid_request",
      "The request has several Authorization headers. Send exactly one."
    ),
    (
      ["bEaReR e30.e30.AA"], "invalid_token",
      "The access token is not signed with an accepted algorithm. Request one from the configured issuer."
    ),
  ]

  @Test(arguments: credentials.indices)
  func `challenges wrong credentials in the syntax of RFC 6750`(index: Int) async throws {
    let (fields, error, description) = Self.credentials[index]
    let server = try await APITestServer.waiting
    let response = try await server.send(
      .POST, APITestServer.imports,
      headers: HTTPHeaders(fields.map { ("Authorization", $0) }))
    #expect(response.status == 401)
    let challenge = try #require(response.headers.first(name: "WWW-Authenticate"))
    #expect(challenge == #"Bearer error="\#(error)", error_description="\#(description)""#)
    // Section 3: %x20-21 / %x23-5B / %x5D-7E.
    #expect(
      description.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C })
    #expect(response.text.hasPrefix(#"{"code":"1580005","message":"Invalid authentication.","#))
  }

  @Test func `of a rejected token never repeats the token`() async throws {
    let server = try await APITestServer.waiting
    let response = try await server.send(
      .GET, "\(APITestServer.imports)/1", token: "secretsecret.secretsecret.secretsecret")
    #expect(response.status == 401)
    #expect(!"\(response.headers)\(response.text)".contains("secretsecret"))
  }

  @Test func `names an expired token as such`() async throws {
    try await withAPIServer { server in
      let account = try await server.account()
      try await account.status(of: "1").expect(.importNotFound)
      server.clock.advance(by: .seconds(31_536_000 + 30))
      let description = "The access token has expired. Request a new one."
      try await account.status(of: "1").expect(
        .unauthenticated(
          description,
          challenge: #"Bearer error="invalid_token", error_description="\#(description)""#))
    }
  }
}
