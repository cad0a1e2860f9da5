import Foundation
import Importing
import Postgres
import Scheduling
import TestSupport
import Testing

@Suite("Files that were just stored", .timeLimit(.minutes(5)))
struct RecentUploadTests {
  private func file(_ rows: Int) -> [UInt8] {
    let lines = (0..<rows).map { row in
      "Ann,ann@example.com,08:00 20\(10 + row / 300)-\(pad(row / 25 % 12 + 1))-\(pad(row % 25 + 1)),"
        + "16:00 20\(10 + row / 300)-\(pad(row / 25 % 12 + 1))-\(pad(row % 25 + 1)),Shift\n"
    }
    return Array((ScheduleAccount.header + lines.joined()).utf8)
  }

  private func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let damage = "UPDATE uploaded_file_chunks SET bytes = 'damaged'"

  @Test(arguments: [1, 9000])
  func `are imported without being read back`(rows: Int) async throws {
    let account = try await ScheduleAccount(headStart: HeadStart())
    let id = try await account.accept(file(rows))
    // The worker does not read the stored pieces.
    try await account.database.connection().run { try $0.executeScript(Self.damage) }
    let outcome = try await account.withWorker { _ in try await account.outcome(of: id) }
    #expect(outcome.status == .imported)
    #expect(outcome.counts?.inserted == rows)
  }

  @Test func `are read from the database if another process stored them`() async throws {
    let account = try await ScheduleAccount(headStart: HeadStart())
    let other = try await ScheduleAccount("other", on: account.database)
    let id = try await other.accept(file(9000))
    let outcome = try await account.withWorker { _ in try await other.outcome(of: id) }
    #expect(outcome.status == .imported)
    #expect(outcome.counts?.inserted == 9000)
  }

  /// A large file is parsed while it is stored. A later change invalidates the result. An earlier
  /// change makes the report too long for an early reading.
  @Test(arguments: [1, 9000], [false, true])
  func `are checked with the reference data at the time of the import`(
    rows: Int, isChangedBefore: Bool
  ) async throws {
    let headStart = HeadStart()
    let account = try await ScheduleAccount(headStart: headStart)
    headStart.use(account.database.pool())
    func change() async throws {
      try await account.database.connection().run {
        try $0.executeScript("UPDATE agents SET active = false WHERE email_key = 'ann@example.com'")
      }
    }
    if isChangedBefore { try await change() }
    let id = try await account.accept(file(rows))
    if !isChangedBefore { try await change() }
    let outcome = try await account.withWorker { _ in try await account.outcome(of: id) }
    #expect(outcome.counts == RowCounts(rejected: rows))
    #expect(outcome.rejected.count == rows)
  }

  /// New rules invalidate an early reading. New York's rules become Phoenix's.
  @Test(arguments: [1, 9000])
  func `are imported with the time zone rules at the time of the import`(rows: Int) async throws {
    let folder = URL.temporaryDirectory.appending(path: "tz-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func write(_ zone: String) throws {
      let content = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(zone)"))
      try content.write(to: folder.appending(path: "Zone"), options: .atomic)
    }
    try write("America/New_York")
    let headStart = HeadStart()
    let zones = try TimeZoneDatabase(directories: [folder.path(percentEncoded: false)])
    let account = try await ScheduleAccount(headStart: headStart, zones: zones)
    headStart.use(account.database.pool())
    let id = try await account.accept(file(rows), timeZone: "Zone")
    try write("America/Phoenix")
    #expect(try zones.refresh() == nil)
    #expect(try zones.refresh() != nil)
    let outcome = try await account.withWorker { _ in try await account.outcome(of: id) }
    #expect(outcome.counts?.inserted == rows)
    #expect(outcome.events.first?.contains(" 2010-01-01T15:00:00Z ") == true)
  }

  @Test func `are not kept if the upload was rejected`() async throws {
    let recent = RecentUploads(limit: 3000)
    let account = try await ScheduleAccount(headStart: HeadStart(recentUploads: recent))
    _ = try await account.accept(file(1))
    for _ in 0..<50 {
      await #expect(throws: ImportService.Refusal.self) { try await account.accept(file(1)) }
    }
    // The rejected files take no room.
    let id = UUID()
    let pieces = [[1], [UInt8](repeating: 2, count: 2000)]
    recent.keep(pieces, of: id)
    #expect(recent.take(id)?.pieces == pieces)
    #expect(recent.take(id) == nil)
  }

  @Test func `are kept if they fit, until their lifetime is over`() {
    let lasting = RecentUploads(limit: 10)
    let ids = (0..<3).map { _ in UUID() }
    lasting.keep([[UInt8](repeating: 0, count: 6)], of: ids[0])
    lasting.keep([[UInt8](repeating: 1, count: 6)], of: ids[1])
    lasting.keep([[UInt8](repeating: 2, count: 4)], of: ids[2])
    #expect(ids.map { lasting.take($0)?.pieces.first?.count } == [6, nil, 4])
    let passing = RecentUploads(limit: 10, lifetime: .zero)
    for id in ids { passing.keep([[UInt8](repeating: 0, count: 6)], of: id) }
    #expect(ids.map { passing.take($0)?.pieces.first?.count } == [nil, nil, 6])
  }
}
