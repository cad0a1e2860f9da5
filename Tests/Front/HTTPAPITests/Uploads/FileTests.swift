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

  @Test(
    arguments: [
      ("hh:mm yyyy-MM-dd", "HH:mm yyyy-MM-dd"), ("HH:mm yyyy/MM/dd", "HH:mm yyyy-MM-dd"),
      ("HH:mm d/M/yyyy", "HH:mm dd/MM/yyyy"), ("HH:mm:ss yyyy-MM-dd", "HH:mm yyyy-MM-dd"),
      ("yyyy-MM-dd HH:mm", "HH:mm yyyy-MM-dd"), ("HH:mm  yyyy-MM-dd", "HH:mm yyyy-MM-dd"),
      ("default", nil), ("null", nil), ("🗓", nil), ("09:00 06/01/2026", nil),
    ] as [(String, String?)])
  func `in an unsupported date format is rejected`(format: String, nearest: String?) async throws {
    let account = try await APITestServer.waiting.account()
    try await account.upload(UploadForm(dateFormat: format))
      .expect(.values([ContractError.dateFormat(format, nearest: nearest)]))
  }

  @Test(arguments: [
    "UTC", "America/New_York", "Asia/Kathmandu", "Europe/Berlin", "Etc/GMT+5",
    "America/Argentina/ComodRivadavia",
  ])
  func `may be in any zone of the tz database`(zone: String) async throws {
    let account = try await APITestServer.waiting.account()
    #expect(try await account.upload(UploadForm(timeZone: zone)).status == 202)
  }

  @Test(
    arguments: [
      ("\"schedule.csv\"", "UTC", nil), ("schedule.csv\r\n", "UTC\n", "HH:mm yyyy-MM-dd\n"),
      (" schedule.csv ", " UTC ", " HH:mm yyyy-MM-dd "), ("\u{FEFF}a.csv", "\u{FEFF}UTC", nil),
      ("a.csv\u{200B}", "UTC\u{202E}", "HH:mm yyyyMMdd\u{200B}"),
      ("'a.csv'", "\"UTC\"", "“HH:mm M/d/yyyy”"), ("\u{A0}a.csv", "'UTC'\r\n", "\u{FEFF}\n"),
    ] as [(String, String, String?)])
  func `is accepted with blanks around its name, zone and format`(
    name: String, zone: String, format: String?
  ) async throws {
    let account = try await APITestServer.waiting.account()
    let form = UploadForm(fileName: name, timeZone: zone, dateFormat: format)
    let response = try await account.upload(form)
    #expect(response.status == 202, "\(response.text)")
  }

  @Test(arguments: [
    "Mars/Base", "../../etc/passwd", "/etc/passwd", "posixrules", "localtime", "Factory",
    "America", "America/", "zone.tab", ".", "..", "tzdata.zi",
  ])
  func `in an unknown zone is rejected`(zone: String) async throws {
    let account = try await APITestServer.waiting.account()
    try await account.upload(UploadForm(timeZone: zone))
      .expect(.values([ContractError.timeZone(zone)]))
  }

  @Test(arguments: [
    ("america/new_york", "america/new_york", "America/New_York"), ("utc", "utc", "UTC"),
    ("America/New York", "America/New York", "America/New_York"),
    ("EST5", "EST5", "America/New_York"),
    ("Ame\u{301}rica/Lima", "Ame\u{301}rica/Lima", "America/Lima"),
    ("posix/UTC", "posix/UTC", "UTC"),
    ("America/../UTC", "America/../UTC", "UTC"), ("./UTC", "./UTC", "UTC"),
    ("Europe/\u{200B}Berlin", #"Europe/\u{200B}Berlin"#, "Europe/Berlin"),
    ("Europe\nBerlin", #"Europe\nBerlin"#, "Europe/Berlin"),
  ])
  func `in a misspelt zone is rejected with the right name`(
    zone: String, shown: String, nearest: String
  ) async throws {
    let account = try await APITestServer.waiting.account()
    try await account.upload(UploadForm(timeZone: zone))
      .expect(.values([ContractError.timeZone(shown, hint: "Did you mean \(nearest)?")]))
  }

  @Test(arguments: ["+02:00", "UTC-5", "GMT+0530"])
  func `with an offset instead of a zone is rejected with the reason`(zone: String) async throws {
    let account = try await APITestServer.waiting.account()
    let hint =
      "An offset does not say when clocks change: send a city's zone, such as America/New_York."
    try await account.upload(UploadForm(timeZone: zone))
      .expect(.values([ContractError.timeZone(zone, hint: hint)]))
  }

  private static let columns = "Agent Name,Agent Email,Start Time,End Time,Event Type Name"

  /// `HeaderDiagnosisTests` tests other causes in memory.
  @Test(arguments: [
    ("", "The file is empty. Choose the file again."),
    ("\n", "The file contains only blank lines."),
    (
      "\(columns),Note\n",
      "Line 1 has 6 columns, but a schedule has exactly 5. Remove the column \"Note\"."
    ),
    (
      columns.replacing(",", with: ";"),
      "The columns of line 1 are separated by semicolons: "
        + "\"Agent Name;Agent Email;Start Time;End Time;Event Type Name\". "
        + "Separate the columns with commas in every line."
    ),
    (
      "\n\(columns.replacing("Start", with: "\u{FEFF}Start"))\n",
      #"Column 3 of the header is "\u{FEFF}Start Time", with a byte order mark (U+FEFF). "#
        + "Write \"Start Time\"."
    ),
  ])
  func `with a wrong header is rejected with the cause`(file: String, cause: String) async throws {
    let account = try await APITestServer.waiting.account()
    try await account.upload(UploadForm(file: file))
      .expect(.values([ContractError.csvHeader(cause)]))
  }

  @Test(arguments: [
    columns, "\(columns)\n", "\(columns)\r\n", "\u{FEFF}\(columns)\n",
    "\"Agent Name\",\"Agent Email\",Start Time,\"End Time\",Event Type Name\n",
    "\u{FEFF}\"Agent Name\"" + columns.dropFirst(10) + "\r\n\r\n", "\(columns)\n \t \n",
    "\n\(columns)\n", "\u{FEFF}\r\n \t\r\n\(columns)\r\n",
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
