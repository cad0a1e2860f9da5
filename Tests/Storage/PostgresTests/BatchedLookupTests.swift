import Glibc
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("Postgres: lookups in batches", .timeLimit(.minutes(5)))
struct BatchedLookupTests {
  private static let double = Statement<Int32, Int32>("SELECT 2 * $1") {
    (row) throws(PostgresError) in try row.next()
  }

  private static func doubles(
    of keys: [Int32], on connection: isolated PostgresConnection
  ) throws -> [Int32?] {
    try connection.pipeline { (pipeline) throws(PostgresError) in
      for key in keys { try pipeline.send(double, key) }
    }.map { try $0.rows(of: double).first }
  }

  @Test func `return each caller's own answer, in fewer round trips than callers`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 3)
    let sizes = Mutex<[Int]>([])
    let lookup = BatchedLookup<Int32, Int32?>(pool: pool, largest: 16) { keys, connection in
      sizes.withLock { $0.append(keys.count) }
      return try Self.doubles(of: keys, on: connection)
    }
    // No connection is free until two batches are taken and most of the others wait.
    try await pool.withConnection { _ in
      try await pool.withConnection { _ in
        try await pool.withConnection { _ in
          let asking = Task {
            try await withThrowingTaskGroup(of: (Int32, Int32?).self) { group in
              for key in 0..<100 as Range<Int32> {
                group.addTask { (key, try await lookup.value(for: key)) }
              }
              for try await (key, value) in group where value != 2 * key {
                Issue.record("\(key) got \(String(describing: value))")
              }
            }
          }
          try await eventually("fewer than 68 callers wait") { lookup.waiting >= 68 }
          return asking
        }
      }
    }.value
    let taken = sizes.withLock { $0 }
    #expect(taken.reduce(0, +) == 100)
    #expect(taken.allSatisfy { $0 <= 16 })
    #expect(taken.count < 50)
    // The last lookups are answered before their connection is returned.
    try await eventually("a connection is not given back") { pool.load.lent == 0 }
    #expect(pool.load.waiting == 0)
  }

  @Test func `with fewer values than keys are an error for all callers, not a crash`() async throws
  {
    let pool = try await TestDatabase.empty().pool(size: 1)
    let lookup = BatchedLookup<Int32, Int32?>(pool: pool) { _, _ in [] }
    let error = await #expect(throws: PostgresError.self) { try await lookup.value(for: 1) }
    #expect(error?.debugDescription.contains("0 values for 1 keys") == true)
  }

  @Test func `fail together, and work again afterwards`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 1)
    let lookup = BatchedLookup<Int32, Int32?>(pool: pool) { keys, connection in
      if keys.contains(-1) { try connection.executeScript("SELECT 1 / 0") }
      return try Self.doubles(of: keys, on: connection)
    }
    for _ in 0..<3 {
      await #expect(throws: PostgresError.self) { try await lookup.value(for: -1) }
      #expect(try await lookup.value(for: 21) == 42)
    }
  }

  @Test func `tell every caller that no connection is available`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 1, waitLimit: .milliseconds(20))
    let lookup = BatchedLookup<Int32, Int32?>(pool: pool) { keys, connection in
      try Self.doubles(of: keys, on: connection)
    }
    try await pool.withConnection { _ in
      for key in 0..<3 as Range<Int32> {
        let error = await #expect(throws: PostgresError.self) { try await lookup.value(for: key) }
        #expect(error?.description.hasPrefix("All 1 database connections were busy") == true)
      }
    }
    #expect(try await lookup.value(for: 4) == 8)
  }

  @Test func `leave waiting lookups to a task with a connection`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 1, waitLimit: .milliseconds(100))
    let isHeld = Mutex(true)
    let lookup = BatchedLookup<Int32, Int32?>(pool: pool, concurrency: 2, largest: 1) {
      keys, connection in
      // The first batch lasts until the second runner has timed out.
      let limit = ContinuousClock.now + .seconds(60)
      while isHeld.withLock({ $0 }), ContinuousClock.now < limit { usleep(1000) }
      return try Self.doubles(of: keys, on: connection)
    }
    async let first = lookup.value(for: 1)
    try await eventually("the first batch is not taken") {
      pool.load.lent > 0 && lookup.waiting == 0
    }
    let others = (2..<42 as Range<Int32>).map { key in Task { try await lookup.value(for: key) } }
    try await eventually("the second runner gets a connection") { pool.load.timeouts > 0 }
    isHeld.withLock { $0 = false }
    #expect(try await first == 2)
    var refused = 0
    for (key, task) in zip(2..<42 as Range<Int32>, others) {
      switch await task.result {
      case .success(let value): #expect(value == 2 * key)
      case .failure: refused += 1
      }
    }
    // The lookups that the second runner had taken, one at a time.
    #expect(refused < 40)
  }

  @Test func `also fail behind a batch that gets no connection`() async throws {
    let pool = try await TestDatabase.empty().pool(size: 1, waitLimit: .seconds(1))
    let lookup = BatchedLookup<Int32, Int32?>(pool: pool, concurrency: 1, largest: 2) {
      keys, connection in try Self.doubles(of: keys, on: connection)
    }
    try await pool.withConnection { _ in
      await withTaskGroup(of: Void.self) { group in
        for key in 0..<20 as Range<Int32> {
          group.addTask {
            await #expect(throws: PostgresError.self) { try await lookup.value(for: key) }
          }
        }
      }
    }
    // The batches must not wait one after the other.
    #expect(pool.load.timeouts == 1)
    #expect(try await lookup.value(for: 4) == 8)
  }
}
