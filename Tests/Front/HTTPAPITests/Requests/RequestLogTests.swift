import NIOHTTP1
import Scheduling
import TestSupport
import Testing

@Suite("The log of a request", .timeLimit(.minutes(5)))
struct RequestLogTests {
  @Test func `has the response's id, and no other id, in each record`() async throws {
    let log = LogLines()
    try await AdminServer.run(.init(logger: log.logger)) { server in
      try await server.makeAccount("acme")
      let token = try await server.token(of: "acme")
      let accepted = try await server.send(
        "POST", AdminServer.imports, .upload(""), token: token)
      #expect(accepted.status == 202)
      let id = try #require(accepted.headers.first(name: "X-Request-Id"))
      let records = log.text.split(separator: "\n").filter { $0.contains(id) }
      // The handler's record, and the request's own.
      for message in ["info import accepted ", "info request "] {
        #expect(records.contains { $0.hasPrefix(message) })
      }
      for record in records {
        let ids = record.split(separator: " ").compactMap { $0.split(separator: "=").first }
          .filter { $0.contains("request") && $0.hasSuffix("id") }
        #expect(ids == ["request_id"])
      }
    }
    #expect(!log.text.contains("hb.request.id"))
  }
}
