package import Postgres

/// The state of the whole queue, for the operator.
extension ImportQueue {
  /// The imports of all accounts that have no final status.
  package struct Load: Sendable {
    /// Imports without an attempt.
    package let waiting: Int
    /// Imports that are running or wait for another attempt.
    package let begun: Int
    /// The time since the oldest of these imports was uploaded; zero if there are none.
    package let oldestAge: Duration
  }

  /// Reads the index of imports in progress, which has at most one entry for each account.
  package static func load(on connection: isolated PostgresConnection) throws(PostgresError) -> Load
  {
    guard let load = try connection.first(ImportQueueLoadStatements.load) else {
      throw .decoding("an aggregate without a row")
    }
    return load
  }
}

enum ImportQueueLoadStatements {
  static let load = Statement<ImportQueue.Load>(
    """
    SELECT count(*) FILTER (WHERE attempts = 0), count(*) FILTER (WHERE attempts > 0),
      coalesce((extract(epoch FROM now() - min(created_at)) * 1000000)::bigint, 0)
    FROM imports
    WHERE status = 'PROCESSING'
    """
  ) { (row) throws(PostgresError) in
    ImportQueue.Load(
      waiting: Int(try row.next(Int64.self)), begun: Int(try row.next(Int64.self)),
      oldestAge: .microseconds(try row.next(Int64.self)))
  }

  static let all: [any PreparableStatement] = [load]
}
