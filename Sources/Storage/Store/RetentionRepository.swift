package import Postgres
package import Scheduling

/// Removes what is older than it is to be kept: an account at a time, in batches that are a
/// transaction each. Nothing that a statement needs is locked by an import in progress, and none of an
/// import in progress is removed: it has no `finished_at`.
package enum RetentionRepository {
  /// What is removed by its age.
  package enum Kind: String, Sendable, CaseIterable {
    /// Uploaded files; their imports stay.
    case files
    /// Error reports; their imports stay.
    case reports
    /// Finished imports, with what is left of their files and reports.
    case imports
    case audit
    /// Schedule events, by their end.
    case events

    /// How many a batch removes at most. Files and reports have megabytes each, imports have both.
    package var batch: Int32 {
      switch self {
      case .files, .reports, .imports: 20
      case .audit, .events: 1000
      }
    }
  }

  /// Ids of accounts in order, to go through all of them by pages.
  package static func accounts(
    after: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [AccountID] {
    try connection.query(Statements.accounts, after, 500)
  }

  /// Stands for what belongs to no account.
  package static let installation = AccountID(0)

  /// Removes one batch.
  ///
  /// - Parameter age: in seconds; what is older goes.
  /// - Returns: how many were removed; fewer than `kind.batch` where none is left.
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
      // While an import has the account, its events wait for the next time.
      try await connection.transaction(ifFree: .schedule(of: account)) { connection in
        try connection.execute(Statements.removeEvents, account, age, limit)
      } ?? 0
    }
  }

  /// How many of each kind `remove` would remove in all.
  ///
  /// - Parameter ages: in seconds; a kind without one is kept.
  package static func count(
    _ ages: [Kind: Int64], account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Kind: Int] {
    try connection.first(
      Statements.count, KeptAges(account: account, seconds: ages)) ?? [:]
  }

  /// Removes buckets of requests that have been full for an hour.
  package static func removeBuckets(
    account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Int {
    try connection.execute(Statements.removeBuckets, account)
  }

  /// Removes one batch of the ids of assertions that have expired.
  ///
  /// - Returns: how many were removed.
  package static func removeAssertions(
    limit: Int32, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Int {
    try connection.execute(Statements.removeAssertions, limit)
  }
}
