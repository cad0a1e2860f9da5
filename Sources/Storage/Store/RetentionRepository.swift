package import Postgres
package import Scheduling

/// Removes entries that have reached their age limit. Each call handles one account and one batch,
/// in one transaction. An import in progress holds no lock that these statements need. It has no
/// `finished_at`, so none of its entries are removed.
package enum RetentionRepository {
  /// The kinds of entries that are removed by age.
  package enum Kind: String, Sendable, CaseIterable {
    /// Uploaded files; their imports stay.
    case files
    /// Error reports; their imports stay.
    case reports
    /// Finished imports, with their files and reports.
    case imports
    case audit
    /// Schedule events, by their end time.
    case events

    /// The maximum number of entries in a batch. It is small for files and reports, which have
    /// megabytes each, and for imports, which have both.
    package var batch: Int32 {
      switch self {
      case .files, .reports, .imports: 20
      case .audit, .events: 1000
      }
    }
  }

  /// The ids of accounts in order, in pages.
  package static func accounts(
    after: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [AccountID] {
    try connection.query(Statements.accounts, after, 500)
  }

  /// Removes one batch.
  ///
  /// - Parameter age: in seconds; older entries are removed.
  /// - Returns: the number of removed entries. The last batch is smaller than `kind.batch`.
  package static func remove(
    _ kind: Kind, olderThan age: Int64, account: AccountID,
    on connection: isolated PostgresConnection
  ) async throws -> Int {
    let limit = kind.batch
    return switch kind {
    case .files: try connection.execute(Statements.removeFiles, account, age, limit)
    case .reports: try connection.execute(Statements.removeReports, account, age, limit)
    case .imports: try connection.execute(Statements.removeImports, account, age, limit)
    case .audit: try connection.execute(Statements.removeAudit, account, age, limit)
    case .events:
      // While an import holds the account's lock, its events stay until the next run.
      try await connection.transaction(ifFree: .schedule(of: account)) { connection in
        try connection.execute(Statements.removeEvents, account, age, limit)
      } ?? 0
    }
  }

  /// The number of entries of each kind that `remove` would remove.
  ///
  /// - Parameter ages: in seconds. A kind without an age is not counted.
  package static func count(
    _ ages: [Kind: Int64], account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Kind: Int] {
    try connection.first(
      Statements.count, KeptAges(account: account, seconds: ages)) ?? [:]
  }

  /// Removes request buckets that have been full for an hour.
  package static func removeBuckets(
    account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Int {
    try connection.execute(Statements.removeBuckets, account)
  }

  /// Removes one batch of expired assertion ids.
  ///
  /// - Returns: the number of removed ids.
  package static func removeAssertions(
    limit: Int32, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Int {
    try connection.execute(Statements.removeAssertions, limit)
  }
}
