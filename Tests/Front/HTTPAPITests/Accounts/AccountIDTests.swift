import NIOHTTP1
import Scheduling
import Testing

@Suite("An account whose id has", .timeLimit(.minutes(5)))
struct AccountIDTests {
  static let ids = [
    "a b", "a/b?c&d=e#f", "100%25+1", #"quote"back\slash'"#, "Zoë", "Zoe\u{308}", "会社", "😀👩‍👩‍👧",
    "<script>", "'; DROP TABLE accounts; --", "a,b;c:d@e", " ", "..", "%00", "\u{202E}abc",
    "\u{FFFF}", String(repeating: "é", count: 64), "null", "{}", "$1",
  ]

  @Test(arguments: ids)
  func `any characters can upload, poll and download`(id: String) async throws {
    let account = try await APITestServer.working.account(
      try #require(AccountName(id)))
    let (importID, status) = try await account.finish(
      UploadForm(file: UploadForm.header + UploadForm.row + "x\n"))
    #expect(status.text.hasPrefix(#"{"id":"\#(importID)","status":"IMPORTED_WITH_ERRORS","#))
    let link = try #require(
      status.text.firstMatch(of: /"error_report_url":"http:\/\/[^\/"]+([^"]+)"/))
    // Unreserved characters and percent escapes only, so that the link survives any client.
    #expect(link.1.wholeMatch(of: /[A-Za-z0-9\-._~\/?&=%]+/) != nil)
    let report = try await account.server.send(.GET, String(link.1))
    #expect(report.status == 200)
    #expect(report.text.contains("\r\n3,x,,,,,WRONG_FIELD_COUNT,"))
    #expect(try await account.events().count == 1)
  }

  @Test func `canonically equivalent characters is a different account`() async throws {
    let server = try await APITestServer.waiting
    let composed = try await server.account("caf\u{E9}")
    let id = try await composed.accept()
    let decomposed = try await server.account("cafe\u{301}")
    try await decomposed.status(of: id).expect(.importNotFound)
    #expect(try await decomposed.upload().status == 202)
    try await composed.upload().expectBusy()
  }
}
