import Postgres
import TestSupport
import Testing

@Suite("Postgres: a transaction", .timeLimit(.minutes(5)))
struct TransactionTests {
  static let insert = Statement<Void, Int32>("INSERT INTO numbers VALUES ($1)")
  static let count = Statement<Int64>("SELECT count(*) FROM numbers") {
    (row) throws(PostgresError) in try row.next()
  }

  private func database() async throws -> (TestDatabase, PostgresConnection) {
    let database = try await TestDatabase.empty()
    let connection = database.connection()
    try await connection.run {
      try $0.executeScript("CREATE TABLE numbers (number integer PRIMARY KEY)")
    }
    return (database, connection)
  }

  private struct Stop: Error {}

  @Test func `is committed if it returns`() async throws {
    let (_, connection) = try await database()
    let count = try await connection.run { connection in
      _ = try await connection.transaction { try $0.execute(Self.insert, 1) }
      return try connection.first(Self.count)
    }
    #expect(count == 1)
  }

  @Test func `is rolled back if it throws`() async throws {
    let (_, connection) = try await database()
    await #expect(throws: Stop.self) {
      try await connection.run { connection in
        try await connection.transaction { connection in
          try connection.execute(Self.insert, 1)
          throw Stop()
        }
      }
    }
    let count = try await connection.run { try $0.first(Self.count) }
    #expect(count == 0)
  }

  @Test func `that ignores the error of a statement throws instead of committing`() async throws {
    let (_, connection) = try await database()
    await #expect(throws: PostgresError.self) {
      try await connection.run { connection in
        try await connection.transaction { connection in
          try connection.execute(Self.insert, 1)
          _ = try? connection.execute(Self.insert, 1)
        }
      }
    }
    let count = try await connection.run { try $0.first(Self.count) }
    #expect(count == 0)
  }

  @Test func `left open is rolled back before the connection is used again`() async throws {
    let (_, connection) = try await database()
    try await connection.run { connection in
      try connection.executeScript("BEGIN")
      try connection.execute(Self.insert, 1)
    }
    let count = try await connection.run { try $0.first(Self.count) }
    #expect(count == 0)
  }

  @Test func `holds an advisory lock until it ends, and no longer`() async throws {
    let (database, one) = try await database()
    let other = database.connection()
    let key = AdvisoryLockKey(lockClass: 7, object: 8)
    try await one.run { one in
      let others: Int64?? = try await one.transaction(ifFree: key) { _ in
        try await other.run { other in
          try await other.transaction(ifFree: key) { try $0.first(Self.count) ?? 0 }
        }
      }
      #expect(others == .some(nil))
    }
    let count = try await other.run { other in
      try await other.transaction(ifFree: key) { try $0.first(Self.count) }
    }
    #expect(count == 0)
  }

  @Test func `commits with its last statements, or not at all`() async throws {
    let (_, connection) = try await database()
    try await connection.run { connection in
      try await connection.transaction { connection in
        try connection.execute(Self.insert, 1)
        try connection.commit { (pipeline) throws(PostgresError) in
          try pipeline.send(Self.insert, 2)
        }
      }
    }
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { connection in
        try await connection.transaction { connection in
          try connection.execute(Self.insert, 3)
          try connection.commit { (pipeline) throws(PostgresError) in
            try pipeline.send(Self.insert, 2)
          }
        }
      }
    }
    #expect(error?.violates(constraint: "numbers_pkey") == true)
    let count = try await connection.run { try $0.first(Self.count) }
    #expect(count == 2)
  }

  @Test func `that only reads is rolled back, and leaves the session usable after an error`()
    async throws
  {
    let (_, connection) = try await database()
    let numbers = try await connection.run { connection in
      let given = try connection.look(PipelineTests.insert, 1)
      try connection.execute(Self.insert, 1)
      return given
    }
    #expect(numbers == [1])
    let count = try await connection.run { connection in
      #expect(throws: PostgresError.self) { try connection.look(PipelineTests.insert, 1) }
      return try connection.first(Self.count)
    }
    #expect(count == 1)
  }

  @Test(arguments: [true, false])
  func `waits for a lock no longer than the lock time-out`(sessionState: Bool) async throws {
    let (database, one) = try await database()
    var configuration = database.configuration
    configuration.sessionState = sessionState
    configuration.lockTimeout = .milliseconds(50)
    let other = PostgresConnection(configuration: configuration, logger: TestDatabase.logger)
    let key = AdvisoryLockKey(lockClass: 7, object: 8)
    try await one.run { one in
      try await one.transaction { one in
        try one.advisoryLock(key)
        let error = await #expect(throws: PostgresError.self) {
          try await other.run { other in
            try await other.transaction { try $0.advisoryLock(key) }
          }
        }
        guard case .server(let server) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(server.sqlState == .lockNotAvailable)
      }
    }
  }

  @Test(arguments: [60, 180])
  func `may be idle for two minutes, or for a longer statement time-out, or without limit`(
    statementTimeout: Int
  ) async throws {
    var configuration = try await TestDatabase.empty().configuration
    configuration.statementTimeout = .seconds(statementTimeout)
    let connection = PostgresConnection(
      configuration: configuration, logger: TestDatabase.logger)
    let limit = Statement<String>("SHOW idle_in_transaction_session_timeout") {
      (row) throws(PostgresError) in try row.next()
    }
    let limits = try await connection.run { connection in
      let patient = try await connection.transaction { connection in
        try connection.idleWithoutLimit()
        return try connection.first(limit)
      }
      return [patient, try connection.first(limit)]
    }
    #expect(limits == ["0", statementTimeout == 60 ? "2min" : "3min"])
  }

  @Test func `reads a cursor in batches to its end`() async throws {
    let (_, connection) = try await database()
    let series = Statement<Int32, Int32>("SELECT generate_series(1, $1)") {
      (row) throws(PostgresError) in try row.next()
    }
    for count in [0, 1, 9, 10, 11, 25] {
      let batches = try await connection.run { connection in
        try await connection.transaction { connection in
          var batches: [[Int32]] = []
          try connection.forEachBatch(of: series, Int32(count), batchSize: 10) {
            batches.append($0)
          }
          return batches
        }
      }
      #expect(batches.flatMap(\.self) == (0..<count).map { Int32($0 + 1) })
      #expect(batches.allSatisfy { $0.count <= 10 })
    }
  }
}

@Suite("Postgres: a pipeline", .timeLimit(.minutes(5)))
struct PipelineTests {
  static let insert = Statement<Int32, Int32>("INSERT INTO numbers VALUES ($1) RETURNING number") {
    (row) throws(PostgresError) in try row.next()
  }

  private func connection() async throws -> PostgresConnection {
    let connection = try await TestDatabase.empty().connection()
    try await connection.run {
      try $0.executeScript("CREATE TABLE numbers (number integer PRIMARY KEY)")
    }
    return connection
  }

  @Test func `returns the results in the order of sending`() async throws {
    let connection = try await connection()
    let numbers = try await connection.run { connection in
      let results = try connection.pipeline { (pipeline) throws(PostgresError) in
        for number in 1...50 { try pipeline.send(Self.insert, Int32(number)) }
      }
      return try results.flatMap { try $0.rows(of: Self.insert) }
    }
    #expect(numbers == (1...50).map { Int32($0) })
  }

  @Test func `is one transaction, and leaves the session usable after an error`() async throws {
    let connection = try await connection()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { connection in
        _ = try connection.pipeline { (pipeline) throws(PostgresError) in
          for number in [1, 2, 2, 3] { try pipeline.send(Self.insert, Int32(number)) }
        }
      }
    }
    #expect(error?.violates(constraint: "numbers_pkey") == true)
    let count = try await connection.run { try $0.first(TransactionTests.count) }
    #expect(count == 0)
  }

  @Test(arguments: [true, false])
  func `fails if its commit fails, and leaves the session usable`(isOpen: Bool) async throws {
    let connection = try await connection()
    try await connection.run {
      try $0.executeScript(
        "ALTER TABLE numbers ADD COLUMN other integer DEFAULT 1 UNIQUE DEFERRABLE INITIALLY DEFERRED"
      )
    }
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { connection in
        if isOpen {
          try connection.withOpenPipeline { pipeline in
            for number: Int32 in [1, 2] {
              try pipeline.send(Self.insert, number)
              #expect(try pipeline.rows(of: Self.insert) == [number])
            }
          }
        } else {
          _ = try connection.pipeline { (pipeline) throws(PostgresError) in
            for number: Int32 in [1, 2] { try pipeline.send(Self.insert, number) }
          }
        }
      }
    }
    #expect(error?.violates(constraint: "numbers_other_key") == true)
    let count = try await connection.run { try $0.first(TransactionTests.count) }
    #expect(count == 0)
  }

  @Test func `notifies after its commit, even if it fails`() async throws {
    let database = try await TestDatabase.empty()
    let connection = database.connection()
    let listener = database.connection()
    let interruption = Interruption()
    try await connection.run {
      try $0.executeScript("CREATE TABLE numbers (number integer PRIMARY KEY)")
    }
    _ = try await listener.run { try $0.listen(to: "news") }
    for count in 1...2 {
      let isStored = try await connection.run { connection in
        let results = try? connection.pipeline(notifying: "news") {
          (pipeline) throws(PostgresError) in try pipeline.send(Self.insert, 1)
        }
        return results != nil
      }
      #expect(isStored == (count == 1))
      let isNotified = try await listener.run {
        try $0.waitForNotification(upTo: .seconds(10), interruption: interruption)
      }
      #expect(isNotified)
      let stored = try await connection.run { try $0.first(TransactionTests.count) }
      #expect(stored == 1)
    }
  }

  @Test func `sends parameters of several megabytes`() async throws {
    let connection = try await connection()
    let length = Statement<Int32, PostgresBytes>("SELECT octet_length($1)") {
      (row) throws(PostgresError) in try row.next()
    }
    let lengths = try await connection.run { connection in
      let results = try connection.pipeline { (pipeline) throws(PostgresError) in
        for _ in 0..<20 {
          try pipeline.send(length, PostgresBytes([UInt8](repeating: 7, count: 1 << 20)))
        }
      }
      return try results.flatMap { try $0.rows(of: length) }
    }
    #expect(lengths == [Int32](repeating: 1 << 20, count: 20))
  }
}

@Suite("Postgres: binary COPY", .timeLimit(.minutes(5)))
struct CopyTests {
  private static let copy = CopyStatement("COPY pairs FROM STDIN (FORMAT binary)")
  private struct Stop: Error {}

  private func connection() async throws -> PostgresConnection {
    let connection = try await TestDatabase.empty().connection()
    try await connection.run {
      try $0.executeScript("CREATE TABLE pairs (a integer UNIQUE, b integer)")
    }
    return connection
  }

  private static func send(_ range: Range<Int32>, to writer: inout CopyWriter) throws {
    for number in range {
      try writer.beginRow(fieldCount: 2, size: 16)
      writer.field(number)
      writer.field(number + 1)
    }
  }

  @Test(arguments: [0, 1, 100_000]) func `stores every row`(count: Int32) async throws {
    let connection = try await connection()
    let taken = try await connection.run { connection in
      try connection.copyIn(Self.copy) { try Self.send(0..<count, to: &$0) }
    }
    #expect(taken == Int(count))
    let sum = try await connection.run { try $0.first(TransactionTests.pairs) }
    #expect(sum == Int64(count))
  }

  @Test func `stores nothing if the sender throws, and leaves the session usable`() async throws {
    let connection = try await connection()
    await #expect(throws: Stop.self) {
      try await connection.run { connection in
        _ = try connection.copyIn(Self.copy) { writer in
          try Self.send(0..<50_000, to: &writer)
          throw Stop()
        }
      }
    }
    let count = try await connection.run { try $0.first(TransactionTests.pairs) }
    #expect(count == 0)
  }

  @Test func `stores nothing if a row violates a constraint`() async throws {
    let connection = try await connection()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { connection in
        _ = try connection.copyIn(Self.copy) { writer in
          try Self.send(0..<10, to: &writer)
          try Self.send(5..<6, to: &writer)
        }
      }
    }
    #expect(error?.violates(constraint: "pairs_a_key") == true)
    let count = try await connection.run { try $0.first(TransactionTests.pairs) }
    #expect(count == 0)
  }
}

extension TransactionTests {
  static let pairs = Statement<Int64>("SELECT count(*) FROM pairs") {
    (row) throws(PostgresError) in try row.next()
  }
}
