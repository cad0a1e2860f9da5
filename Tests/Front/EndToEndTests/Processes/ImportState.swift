import Postgres
import TestSupport
import Testing

/// An import's row in the database.
struct ImportState: Sendable, Equatable {
  let status: String
  let attempts: Int16
}

extension Installation {
  func state(of importID: String) async throws -> ImportState? {
    let statement = Statement<ImportState>(
      "SELECT status, attempts FROM imports WHERE import_id = '\(importID)'"
    ) { (row) throws(PostgresError) in
      ImportState(status: try row.next(), attempts: try row.next())
    }
    return try await connection.run { connection in try connection.first(statement) }
  }

  /// Waits until `isReached` is true for the import's state.
  ///
  /// - Returns: the state at that time.
  @discardableResult
  func state(
    of importID: String, within patience: Duration = .seconds(60),
    _ isReached: (ImportState) -> Bool
  ) async throws -> ImportState {
    var last: ImportState?
    try await eventually(
      "timed out waiting for import \(importID), which is \(last as Any)", within: patience
    ) {
      last = try await state(of: importID)
      return last.map(isReached) ?? false
    }
    return try #require(last)
  }

  /// Runs `body` while no events can be stored, so that a started import cannot finish.
  func holdingEvents<R: Sendable>(
    _ body: @Sendable () async throws -> R
  ) async throws -> R {
    let holder = PostgresConnection(
      configuration: connection.configuration, logger: TestDatabase.logger)
    return try await holder.run { holder in
      try await holder.transaction { holder in
        try holder.executeScript("LOCK TABLE schedule_events IN ACCESS EXCLUSIVE MODE")
        return try await body()
      }
    }
  }

  /// Whether a session waits for that lock.
  func isWaitingForEvents() async throws -> Bool {
    try await value(
      """
      SELECT count(*) FROM pg_locks
      WHERE relation = 'schedule_events'::regclass AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """, as: Int64.self) ?? 0 > 0
  }
}
