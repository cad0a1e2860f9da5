import Postgres
import TestSupport
import Testing

@Suite("Postgres: the pool", .timeLimit(.minutes(5)))
struct PoolTests {
  @Test func `opens no more connections than its size`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 3, waitLimit: .seconds(60))
    let backends = try await withThrowingTaskGroup(of: Int32?.self) { group in
      for _ in 0..<40 {
        group.addTask {
          try await pool.withConnection { try $0.first(ConnectionTests.backend) }
        }
      }
      return try await group.reduce(into: Set<Int32?>()) { $0.insert($1) }
    }
    #expect((1...3).contains(backends.count))
    let load = pool.load
    #expect(load.lent == 0 && load.waiting == 0 && load.timeouts == 0)
    #expect((1...3).contains(load.idle))
  }

  private struct Stop: Error {}

  @Test func `keeps a connection whose user failed, and its session`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 1)
    let first = try await pool.withConnection { try $0.first(ConnectionTests.backend) }
    await #expect(throws: Stop.self) { try await pool.withConnection { _ in throw Stop() } }
    await #expect(throws: PostgresError.self) {
      try await pool.withConnection { try $0.executeScript("SELECT 1 / 0") }
    }
    _ = try await pool.withSpareConnection(leaving: 0) { _ in }
    await #expect(throws: Stop.self) {
      try await pool.withSpareConnection(leaving: 0) { _ in throw Stop() }
    }
    let load = pool.load
    #expect(load.lent == 0 && load.idle == 1 && load.waiting == 0)
    let second = try await pool.withConnection { try $0.first(ConnectionTests.backend) }
    #expect(first != nil && second == first)
  }

  @Test func `serves the next caller as soon as a user fails`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 1, waitLimit: .seconds(60))
    for _ in 0..<3 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<4 {
          group.addTask {
            try? await pool.withConnection { _ in if number.isMultiple(of: 2) { throw Stop() } }
          }
        }
        try await group.waitForAll()
      }
    }
    #expect(pool.load.lent == 0)
  }

  @Test func `reports a clear error if no connection becomes free in time`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 1, waitLimit: .milliseconds(20))
    try await pool.withConnection { _ in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withConnection { _ in }
      }
      #expect(error?.description == "All 1 database connections were busy for 0.02 seconds.")
    }
    let load = pool.load
    #expect(load.lent == 0 && load.idle == 1 && load.waiting == 0 && load.timeouts == 1)
  }

  @Test func `a cancelled wait ends, and loses no connection`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 1, waitLimit: .seconds(60))
    try await pool.withConnection { _ in
      let waiting = Task { try await pool.withConnection { _ in } }
      waiting.cancel()
      let error = await #expect(throws: PostgresError.self) { try await waiting.value }
      guard case .cancelled = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
    let rows = try await pool.withConnection { try $0.query(ConnectionTests.one) }
    #expect(rows == [1])
    #expect(pool.load.timeouts == 0)
  }

  @Test func `runs spare work only if other connections stay free`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 3, waitLimit: .seconds(60))
    let rows = try await pool.withConnection { _ in
      #expect(try await pool.withSpareConnection(leaving: 2) { _ in } == nil)
      return try await pool.withSpareConnection(leaving: 1) { connection in
        #expect(try await pool.withSpareConnection(leaving: 1) { _ in } == nil)
        // The connection that stayed free.
        return try await pool.withConnection { try $0.query(ConnectionTests.one) }
      }
    }
    #expect(rows == [1])
    #expect(pool.load.lent == 0)
  }
}

@Suite("Postgres: notifications", .timeLimit(.minutes(5)))
struct NotificationTests {
  @Test func `wake a listener, even if they were sent before it waits`() async throws {
    let database = try await TestDatabase.empty()
    let listener = database.connection()
    let isNew = try await listener.run { try $0.listen(to: "news") }
    #expect(isNew)
    try await database.connection().run { try $0.executeScript("NOTIFY news") }
    let came = try await listener.run {
      try $0.waitForNotification(upTo: .seconds(30), interruption: Interruption())
    }
    #expect(came)
  }

  @Test func `are waited for no longer than the limit`() async throws {
    let listener = try await TestDatabase.empty().connection()
    _ = try await listener.run { try $0.listen(to: "news") }
    let came = try await listener.run {
      try $0.waitForNotification(upTo: .milliseconds(10), interruption: Interruption())
    }
    #expect(!came)
    let isNew = try await listener.run { try $0.listen(to: "news") }
    #expect(!isNew)
  }
  @Test func `are waited for no longer once the wait was interrupted`() async throws {
    let listener = try await TestDatabase.empty().connection()
    let interruption = Interruption()
    let wait = Task {
      try await listener.run {
        _ = try $0.listen(to: "news")
        return try $0.waitForNotification(upTo: .seconds(3600), interruption: interruption)
      }
    }
    interruption.raise()
    #expect(try await inTime("the end of the wait") { try await wait.value } == false)
  }
}
