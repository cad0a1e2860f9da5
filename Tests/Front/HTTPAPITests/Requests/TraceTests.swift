import NIOHTTP1
import Postgres
import Scheduling
import Telemetry
import TestSupport
import Testing

@Suite("The trace of a request", .timeLimit(.minutes(5)))
struct TraceTests {
  private static let trace = "12345678901234567890123456789012"
  private static let caller = "00-\(trace)-1234567890123456-01"

  private static let stored = Statement<String?, String>(
    "SELECT i.traceparent FROM imports i JOIN accounts USING (account_id) WHERE external_id = $1"
  ) { (row) throws(PostgresError) in try row.nextIfPresent() }

  /// The trace that is stored with the account's only import.
  private func stored(_ account: APITestAccount) async throws -> TraceParent {
    let text = try await account.server.pool.withConnection { connection in
      try connection.query(Self.stored, account.name.text)
    }
    return try #require(text.first.flatMap { $0 }.flatMap { TraceParent($0) })
  }

  @Test func `is the caller's, is stored with an import and returned`() async throws {
    let account = try await APITestServer.waiting.account()
    let response = try await account.upload(headers: ["traceparent": Self.caller])
    #expect(response.status == 202)
    let stored = try await stored(account)
    #expect(stored.traceIDText == Self.trace)
    #expect(response.headers["traceresponse"] == [stored.text])
    #expect(stored.text.hasSuffix("-01"))
    #expect(stored.text != Self.caller)
  }

  @Test(arguments: [
    [], [caller, caller], ["00-\(trace)-1234567890123456"], ["ff-\(trace)-1234567890123456-01"],
  ])
  func `is new without a caller's, and traceresponse is absent`(
    values: [String]
  )
    async throws
  {
    let account = try await APITestServer.waiting.account()
    let headers = HTTPHeaders(values.map { ("traceparent", $0) })
    let response = try await account.upload(headers: headers)
    #expect(response.status == 202)
    #expect(response.headers["traceresponse"].isEmpty)
    #expect(try await stored(account).traceIDText != Self.trace)
  }
}
