package import Postgres

/// What an operator wants to know of the queue as a whole.
extension ImportQueue {
  /// The imports of all accounts that have no final status.
  package struct Load: Sendable {
    /// Those that no attempt was made at.
    package let waiting: Int
    /// Those that are being carried out, or were and are to be again.
    package let begun: Int
    /// Since the oldest of them was uploaded; zero where there is none.
    package let oldestAge: Duration
  }

  /// Reads the index of what is in progress, an entry at most for each account.
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
