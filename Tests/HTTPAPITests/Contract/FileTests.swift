import Foundation
import Scheduling
import Testing

@Suite("The file of an upload", .timeLimit(.minutes(5)))
struct FileTests {
  /// 1 June 2026, 09:00 to 17:00, in each format of the contract.
  static let times: [(format: String, start: String, end: String)] = [
    ("HH:mm yyyy-MM-dd", "09:00 2026-06-01", "17:00 2026-06-01"),
    ("HH:mm yyyyMMdd", "09:00 20260601", "17:00 20260601"),
    ("HH:mm MM/dd/yyyy", "09:00 06/01/2026", "17:00 06/01/2026"),
    ("HH:mm M/d/yyyy", "09:00 6/1/2026", "17:00 06/01/2026"),
    ("HH:mm MM/dd/yy", "09:00 06/01/26", "17:00 06/01/26"),
    ("HH:mm dd/MM/yyyy", "09:00 01/06/2026", "17:00 01/06/2026"),
  ]

  @Test func `formats of the contract are those of the code`() {
    #expect(Self.times.map(\.format) == DateTimeFormat.allCases.map(\.rawValue))
  }

  @Test(arguments: times.indices)
  func `is imported in each date format`(index: Int) async throws {
    let (format, start, end) = Self.times[index]
    let account = try await APITestServer.working.account()
    let file = UploadForm.header + "Ann,ann@example.com,\(start),\(end),Shift\n"
    let (id, status) = try await account.finish(UploadForm(file: file, dateFormat: format))
    #expect(status.text == #"{"id":"\#(id)","status":"IMPORTED"}"#)
    #expect(
      try await account.events()
        == ["ann@example.com 2026-06-01T13:00:00Z 2026-06-01T21:00:00Z Shift"])
  }

  @Test(arguments: [
    "HH:mm yyyy-MM-dd ", " HH:mm yyyy-MM-dd", "hh:mm yyyy-MM-dd", "HH:mm yyyy/MM/dd",
    "HH:mm d/M/yyyy", "HH:mm:ss yyyy-MM-dd", "yyyy-MM-dd HH:mm", "HH:mm  yyyy-MM-dd", "default",
    "null", "🗓",
  ])
  func `in another date format is refused`(format: String) async throws {
    let account = try await APITestServer.waiting.account()
    try await account.upload(UploadForm(dateFormat: format))
      .expect(.values([ContractError.dateFormat]))
  }

  @Test(arguments: [
    "UTC", "America/New_York", "Asia/Kathmandu", "Europe/Berlin", "Etc/GMT+5",
    "America/Argentina/ComodRivadavia",
  ])
  func `may be in any zone of the tz database`(zone: String) async throws {
    let account = try await APITestServer.waiting.account()
    #expect(try await account.upload(UploadForm(timeZone: zone)).status == 202)
  }

  @Test(arguments: [
    "Mars/Base", "../../etc/passwd", "/etc/passwd", "America/../UTC", "./UTC", "posixrules",
    "localtime", "Factory", "america/new_york", "utc", "UTC ", " UTC", "UTC\n", "America",
    "America/", "posix/UTC", "zone.tab", "+02:00", ".", "..", "tzdata.zi", "Ame\u{0301}rica",
    "UTC\u{202E}",
  ])
  func `in an unknown zone is refused, whatever the name looks like`(zone: String) async throws {
    let account = try await APITestServer.waiting.account()
    try await account.upload(UploadForm(timeZone: zone)).expect(.values([ContractError.timeZone]))
  }

  private static let columns = "Agent Name,Agent Email,Start Time,End Time,Event Type Name"

  @Test(arguments: [
    "", "\n", columns.lowercased(), columns.uppercased(),
    "Agent Email,Agent Name,Start Time,End Time,Event Type Name\n",
    "Agent Name,Agent Email,Start Time,End Time\n", "\(columns),\n", "\(columns),Note\n",
    " \(columns)\n", "\(columns) \n", "\n\(columns)\n", "Agent  Name" + columns.dropFirst(10),
    "Agent Name, Agent Email,Start Time,End Time,Event Type Name\n",
    columns.replacing(",", with: ";"), columns.replacing(",", with: "\t"), UploadForm.row,
    "\u{FEFF}\u{FEFF}\(columns)\n", "\"\(columns)\"\n", "\"\(columns)\n",
    "\"Agent Name\"x,Agent Email,Start Time,End Time,Event Type Name\n", "\(columns)\0\n",
    "\(columns)\r\(UploadForm.row)", "PK\u{3}\u{4}",
  ])
  func `with another header is refused`(file: String) async throws {
    let account = try await APITestServer.waiting.account()
    try await account.upload(UploadForm(file: file)).expect(.values([ContractError.csvHeader]))
  }

  @Test(arguments: [
    columns, "\(columns)\n", "\(columns)\r\n", "\u{FEFF}\(columns)\n",
    "\"Agent Name\",\"Agent Email\",Start Time,\"End Time\",Event Type Name\n",
    "\u{FEFF}\"Agent Name\"" + columns.dropFirst(10) + "\r\n\r\n", "\(columns)\n \t \n",
  ])
  func `of a header alone is imported, with BOM, quotes and any line end`(
    file: String
  ) async throws {
    let account = try await APITestServer.working.account()
    let (id, status) = try await account.finish(UploadForm(file: file))
    #expect(status.text == #"{"id":"\#(id)","status":"IMPORTED"}"#)
    #expect(try await account.events().isEmpty)
  }
}
