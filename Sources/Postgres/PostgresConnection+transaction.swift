import CLibPQ

/// A key of PostgreSQL's advisory locks: a class of locks and an object in it.
package struct AdvisoryLockKey: Sendable, Hashable {
  package let lockClass: Int32
  package let object: Int32

  package init(lockClass: Int32, object: Int32) {
    self.lockClass = lockClass
    self.object = object
  }
}

extension PostgresConnection {
  /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
  ///
  /// Behind a transaction pooler the session's time-outs are set here, for the transaction alone.
  package func transaction<R: Sendable>(
    _ body: (isolated PostgresConnection) async throws -> R
  ) async throws -> R {
    let limits = configuration.sessionState ? [] : configuration.timeouts
    try executeScript((["BEGIN"] + limits.map { "SET LOCAL \($0)" }).joined(separator: "; "))
    isInTransaction = true
    do {
      let value = try await body(self)
      // PostgreSQL answers COMMIT with a silent ROLLBACK where a statement has failed.
      if let session, PQtransactionStatus(session) == PQTRANS_INERROR {
        throw PostgresError.server(.failedTransaction)
      }
      try executeScript("COMMIT")
      isInTransaction = false
      return value
    } catch {
      leaveTransaction()
      throw error
    }
  }

  /// Takes the lock until the transaction ends, if nobody holds it.
  ///
  /// The call stands in a SELECT of its own: in a WHERE over rows the planner may evaluate it for
  /// rows that are not wanted (PostgreSQL manual, 13.3.5).
  package func tryAdvisoryLock(_ key: AdvisoryLockKey) throws(PostgresError) -> Bool {
    try first(AdvisoryLockStatements.tryLock, key.lockClass, key.object) ?? false
  }

  /// Takes the lock until the transaction ends, waiting up to the lock time-out.
  package func advisoryLock(_ key: AdvisoryLockKey) throws(PostgresError) {
    _ = try first(AdvisoryLockStatements.lock, key.lockClass, key.object)
  }
}

private enum AdvisoryLockStatements {
  static let tryLock = Statement<Bool, Int32, Int32>("SELECT pg_try_advisory_xact_lock($1, $2)") {
    (row) throws(PostgresError) in try row.next()
  }

  // pg_advisory_xact_lock returns void, which has no binary form worth reading.
  static let lock = Statement<Bool, Int32, Int32>(
    "SELECT pg_advisory_xact_lock($1, $2) IS NOT NULL"
  ) { (row) throws(PostgresError) in try row.next() }
}
