import Foundation
import Postgres
import Secrets
import TestSupport
import Testing

@Suite("Postgres: a connection", .timeLimit(.minutes(5)))
struct ConnectionTests {
  static let echo = Statement<
    [String], Int16, Int32, Int64, Bool, String, UUID, PostgresBytes, PostgresTimestamp
  >(
    """
    SELECT $1::text, $2::text, $3::text, $4::text, $5, $6::text, encode($7, 'hex'), $8::text
    """
  ) { (row) throws(PostgresError) in
    var columns: [String] = []
    for _ in 0..<8 { columns.append(try row.next()) }
    return columns
  }

  @Test func `parameters arrive as the server understands them`() async throws {
    let id = try #require(UUID(uuidString: "550e8400-e29b-41d4-a716-446655440000"))
    let rows = try await TestDatabase.empty().connection().run { connection in
      try connection.query(
        Self.echo, -2, 70_000, .min, true, "Zoë 😀", id, PostgresBytes([0, 0xFF, 0x10]),
        PostgresTimestamp(microseconds: 833_799_600_000_000))
    }
    #expect(
      rows == [
        [
          "-2", "70000", "-9223372036854775808", "true", "Zoë 😀",
          "550e8400-e29b-41d4-a716-446655440000", "00ff10", "2026-06-03 11:00:00+00",
        ]
      ])
  }

  static let roundTrip = Statement<Echo, [Int64], [String], Int32?, [UUID], PostgresBytes>(
    "SELECT $1, $2, $3, $4, $5"
  ) { (row) throws(PostgresError) in
    Echo(
      numbers: try row.next(), texts: try row.next(), absent: try row.nextIfPresent(),
      ids: try row.next(), bytes: try row.next())
  }

  struct Echo: Equatable {
    let numbers: [Int64]
    let texts: [String]
    let absent: Int32?
    let ids: [UUID]
    let bytes: PostgresBytes
  }

  @Test func `values are returned unchanged`() async throws {
    let sent = Echo(
      numbers: [.min, 0, .max], texts: ["", "a,b", "{\"é\"}"], absent: nil, ids: [],
      bytes: PostgresBytes((0...255).map { UInt8($0) }))
    let rows = try await TestDatabase.empty().connection().run { connection in
      try connection.query(
        Self.roundTrip, sent.numbers, sent.texts, sent.absent, sent.ids, sent.bytes)
    }
    #expect(rows == [sent])
  }

  static let one = Statement<Int32>("SELECT 1") { (row) throws(PostgresError) in try row.next() }
  static let wrongType = Statement<Int64>("SELECT 1") { (row) throws(PostgresError) in
    try row.next()
  }
  static let null = Statement<Int32>("SELECT NULL::integer") { (row) throws(PostgresError) in
    try row.next()
  }

  @Test(arguments: [wrongType.sql, null.sql])
  func `a result of another shape is a decoding error`(sql: String) async throws {
    let connection = try await TestDatabase.empty().connection()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { connection in
        if sql == Self.null.sql {
          _ = try connection.query(Self.null)
        } else {
          _ = try connection.query(Self.wrongType)
        }
      }
    }
    guard case .decoding = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `an error of the server has its SQLSTATE and constraint, and a safe description`()
    async throws
  {
    let connection = try await TestDatabase.empty().connection()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { connection in
        try connection.executeScript(
          """
          CREATE TABLE secret (name text CONSTRAINT secret_name_key UNIQUE);
          INSERT INTO secret VALUES ('x'), ('x');
          """)
      }
    }
    let thrown = try #require(error)
    #expect(thrown.violates(constraint: "secret_name_key"))
    guard case .server(let server) = thrown else {
      Issue.record("\(thrown)")
      return
    }
    #expect(server.sqlState == .uniqueViolation)
    #expect(thrown.description == "The database refused a statement (23505).")
    #expect(thrown.debugDescription.contains("secret_name_key"))
  }

  @Test func `an address without a server is a connection error that names it`() async throws {
    let connection = PostgresConnection(
      configuration: .init(connectionString: "host=127.0.0.1 port=1 dbname=x"),
      logger: TestDatabase.logger)
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { try $0.query(Self.one) }
    }
    guard case .connectionFailed(let text) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.contains("127.0.0.1"))
  }

  @Test func `sslmode passes through to libpq`() async throws {
    let database = try await TestDatabase.empty()
    let connection = PostgresConnection(
      configuration: .init(
        connectionString: "host=127.0.0.1 port=1 dbname=x sslmode=verify-full sslrootcert=/none"),
      logger: TestDatabase.logger)
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { try $0.query(Self.one) }
    }
    guard case .connectionFailed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // libpq rejects a mode that it does not know.
    let wrong = PostgresConnection(
      configuration: .init(connectionString: database.connectionString + " sslmode=nonsense"),
      logger: TestDatabase.logger)
    let refusal = await #expect(throws: PostgresError.self) {
      try await wrong.run { try $0.query(Self.one) }
    }
    #expect(refusal?.debugDescription.contains("sslmode") == true)
  }

  @Test func `a session that the server ended is reopened`() async throws {
    let database = try await TestDatabase.empty()
    let connection = database.connection()
    let first = try await connection.run { try $0.first(Self.backend) }
    let victim = try #require(first)
    let ended = try await database.connection().run { try $0.first(Self.terminate, victim) }
    #expect(ended == true)
    let second = try await connection.run { try $0.first(Self.backend) }
    #expect(second != nil)
    #expect(second != first)
  }

  @Test func `a lost session is an error for its current user only`() async throws {
    let database = try await TestDatabase.empty()
    let connection = database.connection()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { connection in
        let victim = try connection.first(Self.backend) ?? 0
        _ = try connection.first(Self.terminate, victim)
      }
    }
    #expect(error?.isTransient == true)
    let rows = try await connection.run { try $0.query(Self.one) }
    #expect(rows == [1])
  }

  static let backend = Statement<Int32>("SELECT pg_backend_pid()") { (row) throws(PostgresError) in
    try row.next()
  }
  private static let sleeper = Statement<Int32>(
    """
    SELECT pid
    FROM pg_stat_activity
    WHERE datname = current_database()
      AND query LIKE 'SELECT pg_sleep%'
      AND state = 'active'
    """
  ) { (row) throws(PostgresError) in try row.next() }

  static let terminate = Statement<Bool, Int32>("SELECT pg_terminate_backend($1, 5000)") {
    (row) throws(PostgresError) in try row.next()
  }

  @Test func `a statement is cancelled with its task, and the session stays usable`() async throws {
    let database = try await TestDatabase.empty()
    let connection = database.connection()
    let task = Task { try await connection.run { try $0.executeScript("SELECT pg_sleep(60)") } }
    let observer = database.connection()
    try await eventually("no session sleeps") {
      try await observer.run { try $0.first(Self.sleeper) } != nil
    }
    task.cancel()
    let error = await #expect(throws: PostgresError.self) { try await task.value }
    guard case .server(let server) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(server.sqlState == .queryCancelled)
    #expect(try await connection.run { try $0.query(Self.one) } == [1])
  }

  /// A request to cancel uses a separate connection, so it can arrive after the task has ended.
  @Test func `a late cancellation does not cancel the next user's statement`()
    async throws
  {
    let connection = try await TestDatabase.empty().connection()
    for _ in 0..<10 {
      let cancelled = Task {
        try await connection.run { connection in
          _ = try connection.first(Self.one)
          withUnsafeCurrentTask { $0?.cancel() }
        }
      }
      try await cancelled.value
      try await connection.run { try $0.executeScript("SELECT pg_sleep(0.05)") }
    }
  }

  /// A connection to PostgreSQL through a relay, which the test can cut.
  private func relay(
    to database: TestDatabase, _ arguments: String...
  ) async throws -> (
    PythonServer, PostgresConfiguration
  ) {
    let settings = database.connectionString.split(separator: " ").reduce(into: [:]) {
      let pair = $1.split(separator: "=", maxSplits: 1)
      $0[String(pair[0])] = pair[1].replacing("'", with: "")
    }
    let socket = "\(settings["host"] ?? "")/.s.PGSQL.\(settings["port"] ?? "")"
    let relay = try await PythonServer("relay.py", [socket] + arguments)
    var configuration = database.configuration
    configuration.connectionString = Secret(
      "\(database.connectionString) host=127.0.0.1 port=\(relay.port)")
    return (relay, configuration)
  }

  @Test(.needs(.python3))
  func `a statement ends if its client dies`() async throws {
    let database = try await TestDatabase.empty()
    let (relay, configuration) = try await relay(to: database)
    let connection = PostgresConnection(
      configuration: configuration, logger: TestDatabase.logger)
    let task = Task { try await connection.run { try $0.executeScript("SELECT pg_sleep(600)") } }
    let observer = database.connection()
    try await eventually("the statement does not run") {
      try await observer.run { try $0.first(Self.sleeper) } != nil
    }
    relay.stop()
    await #expect(throws: PostgresError.self) { try await task.value }
    try await eventually("the statement goes on without its client", within: .seconds(20)) {
      try await observer.run { try $0.first(Self.sleeper) } == nil
    }
  }

  @Test(.needs(.python3))
  func `a session that ends within an answer is an error, never a short result`()
    async throws
  {
    let database = try await TestDatabase.empty()
    try await database.connection().run {
      try $0.executeScript("CREATE TABLE numbers (number integer PRIMARY KEY)")
    }
    var outcomes: Set<Bool> = []
    // A session has received about 500 bytes before its first statement.
    for bytes in stride(from: 400, through: 1400, by: 37) {
      let (relay, configuration) = try await relay(to: database, "--cut", "\(bytes)")
      let connection = PostgresConnection(
        configuration: configuration, logger: TestDatabase.logger)
      do {
        try await connection.run { connection in
          let looked = try connection.look(Self.one)
          let sums = try connection.pipeline { (pipeline) throws(PostgresError) in
            for _ in 0..<3 { try pipeline.send(Self.one) }
          }
          let rows = try sums.map { try $0.rows(of: Self.one) }
          #expect(looked == [1] && rows == [[1], [1], [1]])
          try connection.withOpenPipeline { pipeline in
            for _ in 0..<3 { try pipeline.send(Self.one) }
            #expect(try pipeline.rows(of: Self.one) == [1])
          }
        }
        outcomes.insert(true)
      } catch let error as PostgresError {
        #expect(error.isTransient, "\(error.debugDescription)")
        outcomes.insert(false)
      }
      relay.stop()
    }
    #expect(outcomes.contains(false))
  }

  @Test func `a transaction's lost session is not replaced, and is detected without a statement`()
    async throws
  {
    let database = try await TestDatabase.empty()
    let connection = database.connection()
    let other = database.connection()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { connection in
        try await connection.transaction { connection in
          let victim = try connection.first(Self.backend) ?? 0
          try connection.keepAlive()
          _ = try await other.run { try $0.first(Self.terminate, victim) }
          #expect(throws: PostgresError.self) { try connection.keepAlive() }
          // On a new session, the statement would be a separate transaction.
          try connection.executeScript("CREATE TABLE half_done ()")
        }
      }
    }
    guard case .connectionLost = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try await connection.run { try $0.first(Self.halfDone) } == false)
  }

  private static let halfDone = Statement<Bool>("SELECT to_regclass('half_done') IS NOT NULL") {
    (row) throws(PostgresError) in try row.next()
  }

  @Test func `a statement that takes too long is cancelled by the server`() async throws {
    var configuration = try await TestDatabase.empty().configuration
    configuration.statementTimeout = .milliseconds(50)
    let connection = PostgresConnection(
      configuration: configuration, logger: TestDatabase.logger)
    let error = await #expect(throws: PostgresError.self) {
      try await connection.run { try $0.executeScript("SELECT pg_sleep(60)") }
    }
    guard case .server(let server) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(server.sqlState == .queryCancelled)
  }

  @Test func `without session state nothing is prepared and no option is set`() async throws {
    var configuration = try await TestDatabase.empty().configuration
    configuration.sessionState = false
    let connection = PostgresConnection(
      configuration: configuration, logger: TestDatabase.logger)
    let names = try await connection.run { connection in
      _ = try connection.query(Self.one)
      return try connection.query(Self.preparedNames)
    }
    #expect(names.isEmpty)
  }

  static let preparedNames = Statement<String>(
    "SELECT name FROM pg_prepared_statements WHERE name <> ''"
  ) { (row) throws(PostgresError) in try row.next() }
}
