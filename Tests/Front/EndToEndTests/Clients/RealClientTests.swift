import Foundation
import TestSupport
import Testing

@Suite("Real clients", .timeLimit(.minutes(10)))
struct RealClientTests {
  @Test(arguments: RealClient.allCases)
  func `upload the example and read status and report`(client: RealClient) async throws {
    try client.tool.need()
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve()
    let token = try await installation.client(of: server).token

    let result = try await client.upload(Places.example, to: server, token: token)

    #expect(result.upload == 202)
    #expect(result.status.status == "IMPORTED_WITH_ERRORS")
    let lines = result.report.split(separator: "\r\n")
    #expect(
      lines.first
        == """
        \u{FEFF}Line,Agent Name,Agent Email,Start Time,End Time,Event Type Name,Error Code,Error
        """)
    #expect(lines.count == 10)
    #expect(
      try await installation.value("SELECT count(*) FROM schedule_events", as: Int64.self) == 310)
    #expect(try await server.stop().status == 0)
  }
}
