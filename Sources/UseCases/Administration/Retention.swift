package import Postgres
package import Scheduling
package import Store

/// Removes entries that have reached the age limit of the installation.
///
/// Only one process removes entries at a time. It holds an advisory lock in a separate transaction,
/// which has no snapshot and so does not hold back vacuum. Each batch is a transaction on another
/// connection. Each run stores one audit event with the numbers of removed entries.
package struct Retention: Sendable {
  /// The result of a run, or of a preview.
  package struct Summary: Sendable, Equatable {
    /// Removed entries by their kind.
    package var removed: [RetentionRepository.Kind: Int] = [:]
    /// Rate buckets that were full again.
    package var rateBuckets = 0
    /// Ids of expired assertions.
    package var assertions = 0

    /// A run that has removed nothing.
    package init() {}
  }

  /// The number of assertions in a batch.
  private static let assertionBatch: Int32 = 1000

  private let pool: ConnectionPool
  private let days: [RetentionRepository.Kind: Int]

  /// - Parameters:
  ///   - pool: at least two connections, which nothing else uses.
  ///   - days: the age limit of each kind, in days. Kinds without a limit are kept.
  package init(pool: ConnectionPool, days: [RetentionRepository.Kind: Int]) {
    self.pool = pool
    self.days = days
  }

  private var ages: [RetentionRepository.Kind: Int64] { days.mapValues { Int64($0) * 86_400 } }

  /// Removes all entries over their age limit.
  ///
  /// - Returns: nil if another process holds the lock.
  /// - Throws: `PostgresError`. The entries removed before the error stay removed.
  package func run(by origin: AuditOrigin) async throws -> Summary? {
    try await alone {
      var summary = Summary()
      try await forEachAccount { account in
        let kinds =
          account == .installation ? [.audit] : RetentionRepository.Kind.allCases
        for kind in kinds {
          guard let age = ages[kind] else { continue }
          summary.removed[kind, default: 0] += try await remove(kind, age: age, account: account)
        }
        summary.rateBuckets += try await pool.withConnection { connection in
          try RetentionRepository.removeBuckets(account: account, on: connection)
        }
      }
      summary.assertions = try await inBatches(of: Self.assertionBatch) { connection in
        try RetentionRepository.removeAssertions(limit: Self.assertionBatch, on: connection)
      }
      try await writeDown(summary, by: origin)
      return summary
    }
  }

  /// Counts the entries over their age limit, which `run` would remove.
  package func preview() async throws -> Summary {
    var summary = Summary()
    try await forEachAccount { account in
      let counts = try await pool.withConnection { connection in
        try RetentionRepository.count(ages, account: account, on: connection)
      }
      summary.removed.merge(counts, uniquingKeysWith: +)
    }
    return summary
  }

  private func alone<R: Sendable>(_ body: @Sendable () async throws -> R) async throws -> R? {
    try await pool.withConnection { connection in
      try await connection.transaction(ifFree: .retention) { connection in
        try connection.idleWithoutLimit()
        return try await body()
      }
    }
  }

  /// Calls `body` for the installation and then for each account.
  private func forEachAccount(_ body: (AccountID) async throws -> Void) async throws {
    var page = [AccountID.installation]
    while let last = page.last {
      for account in page {
        try Task.checkCancellation()
        try await body(account)
      }
      page = try await pool.withConnection { connection in
        try RetentionRepository.accounts(after: last, on: connection)
      }
    }
  }

  private func remove(
    _ kind: RetentionRepository.Kind, age: Int64, account: AccountID
  ) async throws -> Int {
    try await inBatches(of: kind.batch) { connection in
      try await RetentionRepository.remove(
        kind, olderThan: age, account: account, on: connection)
    }
  }

  private func inBatches(
    of size: Int32, _ body: @Sendable (isolated PostgresConnection) async throws -> Int
  ) async throws -> Int {
    var total = 0
    while true {
      try Task.checkCancellation()
      let count = try await pool.withConnection(body)
      total += count
      if count < size { return total }
    }
  }

  private func writeDown(
    _ summary: Summary, by origin: AuditOrigin
  ) async throws {
    var detail = AuditDetail()
    for (kind, count) in summary.removed where count > 0 {
      detail.note(kind.rawValue, .number(count), was: nil)
    }
    guard !detail.isEmpty else { return }
    let json = detail.json
    try await pool.withConnection { connection in
      try AuditRepository.append(
        "retention.remove", target: "installation", detail: json, account: nil, origin: origin,
        on: connection)
    }
  }
}
