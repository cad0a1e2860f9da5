import Postgres
import Scheduling
import Store
import TestSupport
import Testing

@Suite("Store: schedule events in the database", .timeLimit(.minutes(5)))
struct ScheduleEventRepositoryTests {
  private let connection: PostgresConnection
  private let account: AccountID
  private let agents: [AgentID]
  private let types: [EventTypeID]

  init() async throws {
    connection = try await TestDatabase().connection()
    (account, agents, types) = try await connection.run { connection in
      let account = try AccountRepository.create("acme", on: connection).id
      _ = try AgentRepository.upsert(
        ["ann", "bob"].map { Agent(name: $0, email: "\($0)@example.com", isActive: true) },
        account: account, on: connection)
      _ = try EventTypeRepository.upsert(
        [EventType(name: "Shift"), EventType(name: "Break")], account: account, on: connection)
      let agents = try AgentRepository.keys(account: account, on: connection)
      let types = try EventTypeRepository.keys(account: account, on: connection)
      return (
        account, agents.sorted { $0.key < $1.key }.map(\.id),
        types.sorted { $0.key < $1.key }.map(\.id)
      )
    }
  }

  private func event(agent: Int, type: Int = 0, start: Int64, end: Int64) -> ScheduleEvent {
    ScheduleEvent(
      agent: agents[agent], eventType: types[type], start: Instant(secondsSince1970: start),
      end: Instant(secondsSince1970: end))
  }

  /// The stored events in the windows, in the order of reading.
  private func stored(
    _ windows: [(first: Int64, last: Int64)], limit: Int = 100
  ) async throws -> (events: [ScheduleEvent], isAll: Bool) {
    let windows = windows.map {
      ScheduleEventRepository.Window(
        first: Instant(secondsSince1970: $0.first), last: Instant(secondsSince1970: $0.last))
    }
    return try await connection.run { connection in
      try await connection.transaction { connection in
        var events: [ScheduleEvent] = []
        let isAll = try ScheduleEventRepository.forEachStored(
          in: windows, limit: limit, account: account, on: connection
        ) { events.append($0) }
        return (events, isAll)
      }
    }
  }

  /// A prepared statement reads few rows, COPY reads many.
  @Test(arguments: [100, 100_000])
  func `are read back by time and agent, both ends of the window included`(limit: Int) async throws
  {
    let events = [
      event(agent: 0, start: 100, end: 200), event(agent: 0, type: 1, start: 100, end: 110),
      event(agent: 0, start: 200, end: 300), event(agent: 1, start: 100, end: 200),
      event(agent: 1, start: -62_135_596_800, end: 253_402_300_799),
    ]
    let count = try await connection.run {
      try ScheduleEventRepository.insert(events, account: account, on: $0)
    }
    #expect(count == 5)
    // By primary key: start, agent, and type in the order of creation.
    let byTime = [0, 1, 3, 2].map { events[$0] }.sorted { $0.precedes($1) }
    #expect(byTime.map(\.start.secondsSince1970) == [100, 100, 100, 200])
    #expect(try await stored([], limit: limit).events == [])
    #expect(try await stored([(100, 200)], limit: limit) == (byTime, true))
    #expect(try await stored([(101, 200)], limit: limit).events == [events[2]])
    #expect(try await stored([(100, 199), (200, 200)], limit: limit).events == byTime)
    let early = (Instant.earliest.secondsSince1970, Int64(0))
    #expect(try await stored([early], limit: limit).events == [events[4]])
  }

  @Test(arguments: [4, 3004])
  func `are read up to a limit plus one, which shows that there are more`(
    count: Int
  )
    async throws
  {
    let events = (0..<Int64(count)).map { event(agent: 0, start: 100 + $0, end: 10_000) }
    try await connection.run {
      _ = try ScheduleEventRepository.insert(events, account: account, on: $0)
    }
    #expect(try await stored([(0, 5000)], limit: count) == (events, true))
    #expect(try await stored([(0, 5000)], limit: count - 1) == (events, false))
    let fewer = Array(events.dropLast())
    #expect(try await stored([(0, 5000)], limit: count - 2) == (fewer, false))
  }

  @Test func `are found by their identities`() async throws {
    let events = [
      event(agent: 0, start: 100, end: 200), event(agent: 0, type: 1, start: 100, end: 110),
      event(agent: 1, start: 100, end: 300),
    ]
    let wanted = [
      event(agent: 0, type: 1, start: 100, end: 999), event(agent: 1, start: 100, end: 999),
      event(agent: 1, type: 1, start: 100, end: 999), event(agent: 0, start: 101, end: 999),
    ]
    let found = try await connection.run { connection in
      _ = try ScheduleEventRepository.insert(events, account: account, on: connection)
      return try await connection.transaction { connection in
        var found: Set<ScheduleEvent> = []
        try ScheduleEventRepository.forEachStored(
          like: wanted, account: account, on: connection
        ) { found.insert($0) }
        return found
      }
    }
    #expect(found == Set(events[1...2]))
  }

  @Test func `get a new end by their identity, and other events keep theirs`() async throws {
    let before = [
      event(agent: 0, start: 100, end: 200), event(agent: 0, type: 1, start: 100, end: 200),
      event(agent: 1, start: 100, end: 200),
    ]
    let changed = [event(agent: 0, start: 100, end: 250), event(agent: 1, start: 101, end: 900)]
    try await connection.run { connection in
      _ = try ScheduleEventRepository.insert(before, account: account, on: connection)
      try ScheduleEventRepository.updateEnds(changed, account: account, on: connection)
      let other = try AccountRepository.create("other", on: connection).id
      try ScheduleEventRepository.updateEnds(
        [event(agent: 0, start: 100, end: 999)], account: other, on: connection)
    }
    #expect(
      Set(try await stored([(0, 1000)]).events) == [changed[0], before[1], before[2]])
  }

  @Test func `are exported by start and agent, the end of the span excluded`() async throws {
    let lines = try await connection.run { connection in
      _ = try ScheduleEventRepository.insert(
        [
          event(agent: 1, start: 100, end: 200), event(agent: 0, start: 100, end: 200),
          event(agent: 0, type: 1, start: 100, end: 150), event(agent: 0, start: 300, end: 400),
        ], account: account, on: connection)
      return try await connection.transaction { connection in
        var lines: [String] = []
        try ScheduleEventRepository.forEachNamed(
          account: account, from: Instant(secondsSince1970: 100),
          to: Instant(secondsSince1970: 300), on: connection
        ) { lines += $0.map { "\($0.agentName) \($0.eventTypeName) \($0.end)" } }
        return lines
      }
    }
    #expect(
      lines == [
        "ann Break 1970-01-01T00:03:20Z", "ann Shift 1970-01-01T00:02:30Z",
        "bob Break 1970-01-01T00:03:20Z",
      ])
  }
}
