import Importing
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

@Suite("The stored schedule on a file's days", .timeLimit(.minutes(5)))
struct StoredDaysTests {
  private static let day: Int64 = 86_400
  /// 2026-06-01T00:00:00Z
  private static let june: Int64 = 1_780_272_000

  private static func event(at seconds: Int64) -> ScheduleEvent {
    ScheduleEvent(
      agent: AgentID(1), eventType: EventTypeID(1), start: Instant(secondsSince1970: seconds),
      end: Instant(secondsSince1970: seconds + 60))
  }

  /// An event at 09:00 UTC on each of these days of a year.
  private static func rows(days: Range<Int>) -> String {
    days.map { day in
      let date = LocalDateTime(minutesSince1970: (june / 60) + Int64(day * 1440)).dateText
      return "Ann,ann@example.com,09:00 \(date),17:00 \(date),Shift\n"
    }.joined()
  }

  @Test func `is read up to the last second of each day, and no further`() {
    func windows(_ days: [Int64]) -> [[Int64]] {
      UTCDay.windows(
        of: days.map { UTCDay(of: Instant(secondsSince1970: Self.june + $0 * Self.day + 5)) }
      ).map { [$0.first.secondsSince1970 - Self.june, $0.last.secondsSince1970 - Self.june] }
    }
    let gaps: [[Int64]] = [[0, 86_399], [172_800, 345_599], [432_000, 518_399]]
    let run: [[Int64]] = [[0, 259_199]]
    let before: [[Int64]] = [[-86_400, -1]]
    #expect(windows([0]) == Array(gaps.prefix(1)))
    #expect(windows([0, 1, 2]) == run)
    #expect(windows([0, 2, 3, 5]) == gaps)
    #expect(windows([-1]) == before)
    #expect(windows([]) == [])
    let midnight = Instant(secondsSince1970: Self.june)
    #expect(UTCDay(of: midnight) != UTCDay(of: Instant(secondsSince1970: Self.june - 1)))
    #expect(
      UTCDay(of: midnight) == UTCDay(of: Instant(secondsSince1970: Self.june + Self.day - 1)))
  }

  private func stored(
    _ account: ScheduleAccount, _ events: [ScheduleEvent], limit: Int = 1000,
    spare: ConnectionPool? = nil
  ) -> StoredDays {
    let stored = StoredDays(
      account: account.id, limit: limit, spare: spare, logger: TestDatabase.logger)
    stored.add(events)
    return stored
  }

  @Test func `is read from the file's first start to its last, without the next midnight`()
    async throws
  {
    let account = try await ScheduleAccount()
    _ = try await account.importRows(
      "Ann,ann@example.com,08:59 2026-06-01,17:00 2026-06-01,Shift\n"
        + "Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"
        + "Ann,ann@example.com,23:59 2026-06-02,23:59 2026-06-03,Shift\n"
        + "Ann,ann@example.com,00:00 2026-06-03,17:00 2026-06-03,Shift\n", timeZone: "UTC")
    let file = [Self.june + 9 * 3600, Self.june + Self.day + 86_340].map { Self.event(at: $0) }
    let read = try await account.database.connection().run { connection in
      let days = stored(account, file)
      days.finish()
      return try await days.events(on: connection)
    }
    #expect(
      read?.map(\.start.iso8601).sorted() == ["2026-06-01T09:00:00Z", "2026-06-02T23:59:00Z"])
    let few = try await account.database.connection().run { connection in
      let days = stored(account, file, limit: 1)
      days.finish()
      return try await days.events(on: connection)
    }
    #expect(few == nil)
  }

  @Test func `does not include events after the last start of the file`() async throws {
    let account = try await ScheduleAccount()
    _ = try await account.importRows(Self.rows(days: 0..<3), timeZone: "UTC")
    let file = [Self.june + 32_400, Self.june + Self.day + 32_399].map { Self.event(at: $0) }
    let days = stored(account, file)
    days.finish()
    let read = try await account.database.connection().run { try await days.events(on: $0) }
    #expect(read?.map(\.start.iso8601) == ["2026-06-01T09:00:00Z"])
  }

  /// A pool of one connection has no idle connection, so the job reads all days, in several parts.
  @Test(arguments: [39, 40]) func `is limited over all parts together`(
    limit: Int
  ) async throws {
    let account = try await ScheduleAccount()
    _ = try await account.importRows(Self.rows(days: 0..<40), timeZone: "UTC")
    let events = (0..<40).map { Self.event(at: Self.june + $0 * Self.day + 32_400) }
    let days = stored(account, events, limit: limit, spare: account.database.pool(size: 1))
    days.finish()
    let read = try await account.database.connection().run { try await days.events(on: $0) }
    #expect(read?.count == (limit == 40 ? 40 : nil))
  }

  @Test func `is complete if the second session dies while it reads`() async throws {
    let account = try await ScheduleAccount()
    _ = try await account.importRows(Self.rows(days: 0..<40), timeZone: "UTC")
    var configuration = account.database.configuration
    configuration.applicationName = "spare"
    let pool = ConnectionPool(
      configuration: configuration, size: 4, waitLimit: .seconds(5), logger: TestDatabase.logger)
    let events = (0..<40).map { Self.event(at: Self.june + $0 * Self.day + 32_400) }
    let connection = account.database.connection()
    let days = try await connection.run { connection in
      try await connection.transaction { connection in
        try connection.executeScript("LOCK TABLE schedule_events IN ACCESS EXCLUSIVE MODE")
        let days = stored(account, events, spare: pool)
        try await Self.killReader(from: pool, on: account.database.connection())
        return days
      }
    }
    days.finish()
    let read = try await connection.run { try await days.events(on: $0) }
    #expect(read?.map(\.start).sorted() == events.map(\.start))
  }

  /// Kills the spare session while it waits to read half of the days, and waits for its task's end.
  private static func killReader(
    from pool: ConnectionPool, on watcher: PostgresConnection
  ) async throws {
    try await eventually("the spare session does not read") {
      try await watcher.run { try $0.query(killWaiting).first == true }
    }
    try await eventually("the spare session is not given back") { pool.load.lent == 0 }
  }

  private static let killWaiting = Statement<Bool>(
    """
    SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'spare' AND wait_event_type = 'Lock'
    """
  ) { (row) throws(PostgresError) in try row.next() }
}
