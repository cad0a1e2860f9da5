import Importing
import Scheduling
import TestSupport
import Testing

@Suite("The stored schedule", .timeLimit(.minutes(5)))
struct StoredComparisonTests {
  private static let agents = (0..<60).map {
    Agent(name: "Agent", email: "agent\($0)@example.com", isActive: true)
  }

  /// One row per day from 1 to 28 June for each of these agents.
  private static func rows(
    agents: Range<Int>, end: (_ day: Int) -> String = { _ in "17:00" }
  ) -> String {
    var text = ""
    for day in 1...28 {
      let date = "2026-06-\(day < 10 ? "0" : "")\(day)"
      for agent in agents {
        text += "Agent,agent\(agent)@example.com,09:00 \(date),\(end(day)) \(date),Shift\n"
      }
    }
    return text
  }

  @Test func `is compared with a file about a few agents of many`() async throws {
    let account = try await ScheduleAccount(agents: Self.agents)
    let whole = try await account.importRows(Self.rows(agents: 0..<59))
    #expect(whole.counts == RowCounts(inserted: 59 * 28))
    // The file has 56 rows, while 1,652 stored events are in its time range.
    let few = try await account.importRows(
      Self.rows(agents: 58..<60) { $0 == 28 ? "18:00" : "17:00" })
    #expect(few.counts == RowCounts(inserted: 28, updated: 1, unchanged: 27))
    #expect(few.events.count == 60 * 28)
    #expect(few.events.count { $0.contains(" 2026-06-28T22:00:00Z ") } == 2)
  }

  @Test func `is compared with a file about all agents`() async throws {
    let account = try await ScheduleAccount(agents: Self.agents)
    _ = try await account.importRows(Self.rows(agents: 0..<30))
    let again = try await account.importRows(
      Self.rows(agents: 0..<60) { $0 == 1 ? "18:00" : "17:00" })
    #expect(again.counts == RowCounts(inserted: 30 * 28, updated: 30, unchanged: 30 * 27))
  }

  @Test func `is compared across times far apart`() async throws {
    let account = try await ScheduleAccount(agents: Self.agents)
    let rows = """
      Agent,agent1@example.com,09:00 2000-06-01,17:00 2000-06-01,Shift
      Agent,agent2@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift
      Agent,agent3@example.com,09:00 2099-06-01,17:00 2099-06-01,Break

      """
    #expect(try await account.importRows(rows).counts == RowCounts(inserted: 3))
    #expect(try await account.importRows(rows).counts == RowCounts(unchanged: 3))
  }

  /// Eight rows per day from 1 to 28 June for each of these agents. Such files have several pieces.
  private static func manyRows(
    agents: Range<Int>, byAgent: Bool, end: (_ day: Int) -> String = { _ in "30" }
  ) -> [UInt8] {
    let days =
      byAgent
      ? agents.flatMap { agent in (1...28).map { (agent, $0) } }
      : (1...28).flatMap { day in agents.map { ($0, day) } }
    var text = ScheduleAccount.header
    for (agent, day) in days {
      let date = "2026-06-\(day < 10 ? "0" : "")\(day)"
      for hour in 10..<18 {
        text += "Agent,agent\(agent)@example.com,"
        text += "\(hour):00 \(date),\(hour):\(end(day)) \(date),Shift\n"
      }
    }
    return Array(text.utf8)
  }

  @Test(arguments: [false, true], [false, true])
  func `is compared with a file of several pieces`(byAgent: Bool, isRead: Bool) async throws {
    let account = try await ScheduleAccount(
      agents: Self.agents, headStart: isRead ? nil : HeadStart())
    let first = try await account.importFile(Self.manyRows(agents: 0..<59, byAgent: byAgent))
    #expect(first.counts == RowCounts(inserted: 59 * 28 * 8))
    let again = try await account.importFile(
      Self.manyRows(agents: 0..<60, byAgent: byAgent) { $0 % 9 == 0 ? "45" : "30" })
    #expect(
      again.counts == RowCounts(inserted: 28 * 8, updated: 59 * 3 * 8, unchanged: 59 * 25 * 8))
    #expect(again.events.count == 60 * 28 * 8)
    #expect(again.events.count { $0.contains(":45:00Z ") } == 60 * 3 * 8)
  }

  @Test func `is compared with a file of several pieces about a few agents of many`() async throws {
    let account = try await ScheduleAccount(agents: Self.agents, headStart: HeadStart())
    _ = try await account.importFile(Self.manyRows(agents: 0..<60, byAgent: false))
    // The file has 4,032 rows, while 13,440 stored events are on its days.
    let few = try await account.importFile(
      Self.manyRows(agents: 7..<25, byAgent: true) { $0 == 28 ? "45" : "30" })
    #expect(few.counts == RowCounts(updated: 18 * 8, unchanged: 18 * 27 * 8))
  }
}
