package import Postgres

/// The installation's rate limits. An account may have budgets that replace them.
package struct RateLimits: Sendable {
  /// Uploads per minute per account (burst: the same).
  package var uploadsPerMinute = 120
  /// Status requests per minute per account (burst: the same).
  package var readsPerMinute = 1200
  /// Requests per minute per admin client (burst: the same).
  package var administrationPerMinute = 600
  /// Access tokens per minute per client (burst: the same).
  package var tokensPerMinute = 300
  /// Requests of any kind per minute per address (burst: the same). This process counts them before
  /// authentication.
  package var addressPerMinute = 60_000
  /// The monotonic clock by which leases and buckets of this process expire. The database's clock
  /// refills the shared budgets.
  package var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }

  let pool: ConnectionPool

  /// - Parameter pool: of the database in which all replicas share the budgets.
  package init(pool: ConnectionPool) { self.pool = pool }
}
