import CLibPQ

extension PostgresConnection {
  /// Runs `body` in a transaction, which is committed if it returns and rolled back if it throws.
  ///
  /// With a transaction pooler, the session's timeouts are set here for this transaction.
  package func transaction<R: Sendable>(
    _ body: (isolated PostgresConnection) async throws -> R
  ) async throws -> R {
    _ = try begin()
    return try await finish(body)
  }

  /// Makes the transaction that has just begun read-only, with one snapshot of the database.
  package func readOneSnapshot() throws(PostgresError) {
    try executeScript("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
  }

  /// Runs `body` in a transaction that holds the lock, if the lock is free. One round trip begins
  /// the transaction and tries the lock.
  ///
  /// The lock function has its own SELECT. In a WHERE over rows, the planner may evaluate it for
  /// rows that do not match (PostgreSQL manual, 13.3.5).
  ///
  /// - Returns: nil if another transaction holds the lock; then `body` was not run.
  package func transaction<R: Sendable>(
    ifFree key: AdvisoryLockKey, _ body: (isolated PostgresConnection) async throws -> R
  ) async throws -> R? {
    let tryLock = AdvisoryLockStatements.tryLock
    let results = try begin { (pipeline) throws(PostgresError) in
      try pipeline.send(tryLock, key.lockClass, key.object)
    }
    guard try results.last?.rows(of: tryLock).first == true else {
      leaveTransaction()
      return nil
    }
    return try await finish(body)
  }

  /// Commits the transaction, in one round trip with its last statements. Call it at the end of the
  /// transaction's body.
  ///
  /// - Throws: the first statement's error. Then nothing was committed.
  package func commit(
    behind send: (inout Pipeline) throws(PostgresError) -> Void = { _ throws(PostgresError) in }
  ) throws(PostgresError) {
    // After a failed statement, PostgreSQL answers COMMIT with a silent ROLLBACK.
    if let session, PQtransactionStatus(session) == PQTRANS_INERROR {
      throw .server(.failedTransaction)
    }
    _ = try pipeline { (pipeline) throws(PostgresError) in
      try send(&pipeline)
      try pipeline.send(sql: "COMMIT")
    }
    isInTransaction = false
  }

  /// Runs a query that locks rows only to skip locked ones, and rolls it back in one round trip. A
  /// commit would wait until the locks are on disk.
  ///
  /// The query is planned without sequential scans. A session keeps its plan until the table is
  /// analyzed. A plan made while the table was empty would scan the whole table.
  package func look<Row, each Parameter>(
    _ statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter
  ) throws(PostgresError) -> [Row] {
    let results = try begin { (pipeline) throws(PostgresError) in
      try pipeline.send(sql: "SET LOCAL enable_seqscan = off")
      try pipeline.send(statement, repeat each parameters)
      try pipeline.send(sql: "ROLLBACK")
    }
    isInTransaction = false
    guard let given = results.dropLast().last else {
      throw .decoding("the query returned no result")
    }
    return try given.rows(of: statement)
  }

  /// Begins a transaction, in one round trip with its first statements. If one of them fails, the
  /// transaction is rolled back.
  private func begin(
    _ send: (inout Pipeline) throws(PostgresError) -> Void = { _ throws(PostgresError) in }
  ) throws(PostgresError) -> [PipelineResult] {
    let limits = configuration.sessionState ? [] : configuration.timeouts
    do throws(PostgresError) {
      let results = try pipeline { (pipeline) throws(PostgresError) in
        try pipeline.send(sql: "BEGIN")
        for limit in limits { try pipeline.send(sql: "SET LOCAL \(limit)") }
        try send(&pipeline)
      }
      isInTransaction = true
      return results
    } catch {
      leaveTransaction()
      throw error
    }
  }

  private func finish<R: Sendable>(
    _ body: (isolated PostgresConnection) async throws -> R
  ) async throws -> R {
    do {
      let value = try await body(self)
      if isInTransaction { try commit() }
      return value
    } catch {
      leaveTransaction()
      throw error
    }
  }

  /// Removes the limit on idle time, for a transaction that only holds a lock.
  package func idleWithoutLimit() throws(PostgresError) {
    try execute(Statement<Void>("SET LOCAL idle_in_transaction_session_timeout = 0"))
  }

  /// Sends an empty query. It keeps the server from ending the session of an idle transaction, and
  /// it detects a lost session.
  ///
  /// - Throws: `.connectionLost`
  package func keepAlive() throws(PostgresError) { try executeScript("") }

  /// Takes the lock until the transaction ends. Waits up to the lock time-out.
  package func advisoryLock(_ key: AdvisoryLockKey) throws(PostgresError) {
    _ = try first(AdvisoryLockStatements.lock, key.lockClass, key.object)
  }
}

private enum AdvisoryLockStatements {
  static let tryLock = Statement<Bool, Int32, Int32>("SELECT pg_try_advisory_xact_lock($1, $2)") {
    (row) throws(PostgresError) in try row.next()
  }

  // pg_advisory_xact_lock returns void, which has no useful binary form.
  static let lock = Statement<Bool, Int32, Int32>(
    "SELECT pg_advisory_xact_lock($1, $2) IS NOT NULL"
  ) { (row) throws(PostgresError) in try row.next() }
}
