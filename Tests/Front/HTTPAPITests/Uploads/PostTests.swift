import AsyncHTTPClient
import Foundation
import Identity
import NIOCore
import NIOHTTP1
import Scheduling
import Server
import Testing

/// Each row of the contract's table for POST, with and without the gateway's prefix.
@Suite("POST /v1/schedules/event-imports", .serialized, .timeLimit(.minutes(5)))
struct PostTests {
  @Test(arguments: APITestServer.prefixes)
  func `an accepted file gets a 202 with the import's Location and without a body`(
    prefix: String
  ) async throws {
    let account = try await APITestServer.waiting.account()
    let response = try await account.upload(prefix: prefix)
    #expect(response.status == 202)
    #expect(response.body.isEmpty)
    #expect(response.headers["Content-Length"] == ["0"])
    #expect(response.headers["Content-Type"].isEmpty)
    #expect(response.headers["X-Request-Id"].count == 1)
    let location = try #require(response.headers.first(name: "Location"))
    let id = try #require(location.wholeMatch(of: /\/v1\/schedules\/event-imports\/([0-9a-f-]+)/))
    #expect(UUID(uuidString: String(id.1)) != nil)
    let status = try await account.server.send(.GET, location, token: account.reader)
    #expect(status.text == #"{"id":"\#(id.1)","status":"PROCESSING"}"#)
  }

  @Test(arguments: APITestServer.prefixes)
  func `a missing token is a 401 with the bare challenge`(prefix: String) async throws {
    let server = try await APITestServer.waiting
    let response = try await server.send(.POST, prefix + APITestServer.imports)
    response.expect(.noToken)
  }

  @Test(arguments: APITestServer.prefixes)
  func `an invalid token is a 401 that says why`(prefix: String) async throws {
    let server = try await APITestServer.waiting
    let response = try await server.send(.POST, prefix + APITestServer.imports, token: "abc")
    response.expect(.invalidToken)
  }

  @Test(arguments: APITestServer.prefixes)
  func `a token without wfm-public write is a 403`(prefix: String) async throws {
    let server = try await APITestServer.waiting
    let token = try await server.token(account: "a", scopes: [.read, .admin])
    let response = try await server.send(.POST, prefix + APITestServer.imports, token: token)
    response.expect(.insufficientScope("wfm-public:write"))
  }

  @Test(arguments: APITestServer.prefixes)
  func `a token for an account that the server does not know is a 403`(
    prefix: String
  ) async throws {
    let stranger = try await APITestServer.waiting.stranger()
    try await stranger.upload(prefix: prefix).expect(.unknownAccount)
  }

  @Test(arguments: APITestServer.prefixes)
  func `another media type is a 415`(prefix: String) async throws {
    let account = try await APITestServer.waiting.account()
    let types = [
      nil, "text/csv", "multipart/mixed; boundary=a", "application/x-www-form-urlencoded",
      "multipart/form-data-x; boundary=a", "", "multipart",
    ]
    for type in types {
      let response = try await account.server.send(
        .POST, prefix + APITestServer.imports, token: account.writer,
        headers: type.map { ["Content-Type": $0] } ?? [:],
        body: .bytes(ByteBuffer(bytes: UploadForm().body)))
      response.expect(.notMultipart)
    }
  }

  @Test(arguments: APITestServer.prefixes)
  func `a form without a readable boundary is a 400`(prefix: String) async throws {
    let account = try await APITestServer.waiting.account()
    let example = "multipart/form-data; boundary=abc123"
    let types: [(String, ContractError)] = [
      ("multipart/form-data", .noBoundary), ("Multipart/Form-Data; charset=utf-8", .noBoundary),
      ("multipart/form-data; boundary=", .noBoundary),
      (
        "multipart/form-data; boundary=a; boundary=b",
        .template("The Content-Type has the boundary parameter twice. Send it once: \(example).")
      ),
      (
        "multipart/form-data; boundary=\(String(repeating: "x", count: 71))",
        .template("The boundary in Content-Type has 71 characters. Use at most 70.")
      ),
      (
        "multipart/form-data; boundary=\"a \"",
        .template(
          "The boundary in Content-Type ends with a blank. Remove the blank, in the body too.")
      ),
    ]
    for (type, error) in types {
      let response = try await account.server.send(
        .POST, prefix + APITestServer.imports, token: account.writer,
        headers: ["Content-Type": type], body: .bytes(ByteBuffer(bytes: UploadForm().body)))
      response.expect(error)
    }
  }

  @Test func `a Content-Type without its semicolon is a 415 that says so`() async throws {
    let account = try await APITestServer.waiting.account()
    for type in ["multipart/form-data boundary=x", "multipart/form-data, boundary=x"] {
      let response = try await account.server.send(
        .POST, APITestServer.imports, token: account.writer, headers: ["Content-Type": type],
        body: .bytes(ByteBuffer(bytes: UploadForm().body)))
      response.expect(.noSemicolon)
    }
  }

  @Test(arguments: ["gzip", "br, gzip", "aws-chunked", "identity, deflate"])
  func `a body with a Content-Encoding is a 415 that names it`(coding: String) async throws {
    let account = try await APITestServer.waiting.account()
    try await account.upload(headers: ["Content-Encoding": coding]).expect(.coded(coding))
  }

  @Test(arguments: ["identity", "Identity", ""])
  func `a Content-Encoding of identity changes nothing`(coding: String) async throws {
    let account = try await APITestServer.waiting.account()
    #expect(try await account.upload(headers: ["Content-Encoding": coding]).status == 202)
  }

  @Test(arguments: APITestServer.prefixes)
  func `a file name that does not end in csv is a 415`(prefix: String) async throws {
    let account = try await APITestServer.waiting.account()
    for (name, example) in [
      ("schedule.txt", "schedule.csv"), ("schedule", "schedule.csv"),
      ("schedule.csv.gz", "schedule.csv"), ("csv", "csv.csv"), ("a.csvx", "a.csv"),
      ("C:\\fakepath\\June plan.xlsx", "June plan.csv"), ("a/b.xls", "b.csv"),
      ("..", "schedule.csv"), ("schedule.csv,", "schedule.csv"),
    ] {
      try await account.upload(UploadForm(fileName: name), prefix: prefix)
        .expect(.fileName(name, example: example))
    }
    try await account.upload(UploadForm(fileName: "a\u{200B}b"), prefix: prefix)
      .expect(.fileName(#"a\u{200B}b"#, example: #"a\u{200B}b.csv"#))
  }

  @Test(arguments: [
    "schedule.csv", "S.CSV", ".csv", "Zoë 😀.cSv", "a\u{600}.csv", "a/../b.csv", "a.txt.Csv",
  ])
  func `a file name may end in csv in any letter case`(name: String) async throws {
    let account = try await APITestServer.waiting.account()
    #expect(try await account.upload(UploadForm(fileName: name)).status == 202)
  }

  @Test(arguments: APITestServer.prefixes)
  func `a second import during one in progress is a 409`(prefix: String) async throws {
    let account = try await APITestServer.waiting.account()
    let id = try await account.accept()
    try await account.upload(prefix: prefix).expect(.busy(id))
  }

  @Test(arguments: APITestServer.prefixes)
  func `a file of one byte too many is a 413`(prefix: String) async throws {
    let account = try await APITestServer.waiting.account()
    try await account.upload(.sized(5_242_881), prefix: prefix).expect(.tooLarge)
  }

  @Test(arguments: APITestServer.prefixes)
  func `an account over its rate is a 429`(prefix: String) async throws {
    try await withAPIServer([.uploadRate: "1"]) { server in
      let account = try await server.account()
      #expect(try await account.upload(prefix: prefix).status == 202)
      try await account.upload(prefix: prefix).expectRateLimited(within: 60)
    }
  }

  @Test(arguments: APITestServer.prefixes)
  func `a wrong zone, format and header get one 400 that names all three`(
    prefix: String
  ) async throws {
    let account = try await APITestServer.waiting.account()
    let form = UploadForm(file: "x\n", timeZone: "Mars/Base", dateFormat: "yyyy")
    try await account.upload(form, prefix: prefix)
      .expect(
        .values([
          ContractError.timeZone("Mars/Base"), ContractError.dateFormat("yyyy"),
          ContractError.csvHeader("Line 1 is \"x\", which contains none of the column titles."),
        ]))
  }
}
