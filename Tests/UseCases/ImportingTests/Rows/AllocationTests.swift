import AllocationCount
import Importing
import Postgres
import Scheduling
import Store
import Testing

/// A valid row allocates nothing. Only the arrays of events grow, by doubling, a few times per
/// file.
@Suite("Allocations", .timeLimit(.minutes(5)))
struct AllocationTests {
  private static let agentCount = 500

  /// Rows with a non-ASCII name and one quoted cell each.
  private static func file(days: ClosedRange<Int>) -> [UInt8] {
    var text = ""
    for day in days {
      for agent in 0..<agentCount {
        text += "Ann Müller,agent\(agent)@example.com,09:00 2026-06-\(10 + day),"
        text += "17:00 2026-06-\(10 + day),\"Shift\"\n"
      }
    }
    return Array(text.utf8)
  }

  private static func scheduleFile() throws -> ScheduleFile {
    ScheduleFile(
      reference: ReferenceData(
        .init(
          agents: (0..<agentCount).map {
            .init(id: AgentID(Int32($0)), key: "agent\($0)@example.com", isActive: true)
          },
          eventTypes: [.init(id: EventTypeID(1), key: "shift", isActive: true)])),
      format: .default, zone: try TimeZoneDatabase().zone(named: "America/New_York"),
      size: 0)
  }

  @Test func `are not made for valid rows, except to grow the arrays of events`() throws {
    var file = try Self.scheduleFile()
    let header = Array(ScheduleAccount.header.utf8)
    try header.withUnsafeBytes { try file.read($0) }
    try Self.file(days: 0...0).withUnsafeBytes { try file.read($0) }
    let rows = Self.file(days: 1...19)
    let before = allocation_count()
    try rows.withUnsafeBytes { try file.read($0) }
    let made = allocation_count() - before
    #expect(file.events.count == 20 * Self.agentCount)
    #expect(file.rejected == 0)
    // Three arrays that double from 500 to 10,000 elements, and the reader's block.
    #expect(made <= 20)
  }

  @Test func `are not made for rows of the COPY`() throws {
    var sent = 0
    var writer = CopyWriter { (bytes) throws(PostgresError) in sent += bytes.count }
    let event = ScheduleEvent(
      agent: AgentID(1), eventType: EventTypeID(2), start: Instant(secondsSince1970: 0),
      end: Instant(secondsSince1970: 60))
    let before = allocation_count()
    for _ in 0..<10_000 {
      try ScheduleEventRepository.encode(event, account: AccountID(3), into: &writer)
    }
    let made = allocation_count() - before
    try writer.finish()
    // The header, 54 bytes per row, and the end mark.
    #expect(sent == 19 + 10_000 * 54 + 2)
    #expect(made == 0)
  }

  @Test func `are counted`() {
    let before = allocation_count()
    let array = [Int](repeating: Int(before), count: Int.random(in: 1000...2000))
    #expect(allocation_count() > before)
    #expect(array.count >= 1000)
  }
}
