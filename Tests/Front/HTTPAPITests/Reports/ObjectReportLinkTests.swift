import Foundation
import HTTPAPI
import NIOHTTP1
import Reports
import Scheduling
import Server
import TestSupport
import Testing

@Suite(
  "The link to a report in an object store",
  .needs(.objectStores), .timeLimit(.minutes(5)))
struct ObjectReportLinkTests {
  private static let rejected = UploadForm(
    file: UploadForm.header
      + "Cem,nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n")

  private func field(_ name: String, of response: APIResponse) throws -> String {
    let json = try JSONSerialization.jsonObject(with: Data(response.body))
    return try #require((json as? [String: Any])?[name] as? String)
  }

  @Test(arguments: ObjectStoreServer.Kind.allCases)
  func `is valid for ten minutes and not a second longer`(
    kind: ObjectStoreServer.Kind
  ) async throws {
    let store = try await ObjectStoreServer.running(kind)
    var setup = APITestServer.Setup(runsWorker: true)
    // The store uses the real time. The server's clock is ten minutes and a second behind.
    let now = Int64(Date().timeIntervalSince1970)
    setup.clock = ManualClock(start: now - 601)
    setup.settings = store.reportSettings
    try await withAPIServer(setup) { server in
      let account = try await server.account()
      let (id, early) = try await account.finish(Self.rejected)
      let expires = Instant(secondsSince1970: now - 1).iso8601
      #expect(try field("error_report_expires_at", of: early) == expires)
      let expired = try await Download(of: try field("error_report_url", of: early))
      #expect(expired.status == (kind == .seaweedFS ? 403 : 400))
      #expect(expired.text.contains("<Code>AccessDenied</Code>"))

      server.clock.advance(by: .seconds(540))
      let later = try await account.status(of: id)
      #expect(try field("status", of: later) == "IMPORTED_WITH_ERRORS")
      let report = try await Download(of: try field("error_report_url", of: later))
      #expect(report.status == 200)
      #expect(report.text.contains("2,Cem,nobody@example.com"))
      let body = try #require(
        try JSONSerialization.jsonObject(with: Data(later.body)) as? [String: Any])
      #expect(
        Set(body.keys) == ["id", "status", "error_report_url", "error_report_expires_at"])
    }
  }

  @Test func `does not open a report of this server`() async throws {
    let store = try await ObjectStoreServer.running(.rclone)
    var setup = APITestServer.Setup(runsWorker: true)
    setup.settings = store.reportSettings
    try await withAPIServer(setup) { server in
      let account = try await server.account()
      let (id, _) = try await account.finish(Self.rejected)
      // Correctly signed, for a report that is not in the database.
      let target = server.services.reportLinks.target(
        account: account.name, importID: try #require(UUID(uuidString: id)),
        expires: server.clock.seconds + 600)
      #expect(try await server.send(.GET, target).status == 404)
    }
  }
}
