import Foundation
import HTTPAPI
import NIOHTTP1
import Server
import TestSupport
import Testing

/// The links in a response begin with the URL by which the client reached the server.
@Suite("The URL of the server", .timeLimit(.minutes(5)))
struct ReachedAtTests {
  private static let form = UploadForm(
    file: UploadForm.header + "Ann,nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n")

  private func link(
    _ server: APITestServer, _ account: APITestAccount, id: String, headers: HTTPHeaders
  ) async throws -> String {
    let response = try await server.send(
      .GET, "\(APITestServer.imports)/\(id)", token: account.reader, headers: headers)
    let match = try #require(response.text.firstMatch(of: /"error_report_url":"([^"]+)"/))
    return String(match.1)
  }

  private static let forwarded: HTTPHeaders = [
    "X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "wfm.example", "Forwarded": "for=1.2.3.4;host=evil.example;proto=https",
  ]

  @Test func `is set only by a trusted proxy`() async throws {
    let cases: [(proxies: [String], base: String?)] = [
      (["127.0.0.0/8"], "https://wfm.example"), ([], nil),
    ]
    for (proxies, base) in cases {
      let setup = APITestServer.Setup(
        runsWorker: true, settings: [.trustedProxies: proxies.joined(separator: ",")])
      try await withAPIServer(setup) { server in
        let account = try await server.account()
        let (id, _) = try await account.finish(Self.form)
        let link = try await link(server, account, id: id, headers: Self.forwarded)
        #expect(link.hasPrefix("\(base ?? "http://127.0.0.1:\(server.port)")/v1/"))
      }
    }
  }

  @Test func `comes from a request in absolute form`() async throws {
    let server = try await APITestServer.working
    let account = try await server.account()
    let (id, status) = try await account.finish(Self.form)
    let match = try #require(
      status.text.firstMatch(of: /"error_report_url":"http:\/\/[^\/]+([^"]+)"/))
    let target = String(match.1)
    for prefix in APITestServer.prefixes {
      let client = try server.rawClient()
      try await client.send(
        "GET http://gateway.example:81\(prefix)\(target) HTTP/1.1\r\nHost: other\r\n\r\n")
      #expect(try await client.response().status == 200)
    }
    let end = try server.rawClient()
    try await end.send(
      "GET http://gateway.example:81/v1/schedules/event-imports/\(id) HTTP/1.1\r\n"
        + "Host: other\r\nAuthorization: Bearer \(account.reader)\r\nConnection: close\r\n\r\n")
    #expect(try await end.response().body.contains("http://gateway.example:81/v1/"))
  }
}
