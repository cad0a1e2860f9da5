package import Postgres

/// How many requests there may be: what the installation's settings say. An account may have budgets
/// of its own.
package struct RateLimits: Sendable {
  /// Uploads of an account a minute, and the most at once.
  package var uploadsPerMinute = 120
  /// Reads of an account a minute, and the most at once.
  package var readsPerMinute = 1200
  /// Requests of an administering client a minute, and the most at once.
  package var administrationPerMinute = 600
  /// Access tokens for a client a minute, and the most at once.
  package var tokensPerMinute = 300
  /// Requests of an address a minute and the most at once, before anything else is known of them;
  /// counted by this process.
  package var addressPerMinute = 60_000
  /// The clock by which this process forgets; budgets fill by the database's.
  package var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }

  /// Where the budgets are, which all replicas share.
  let pool: ConnectionPool

  /// - Parameter pool: of the database that all replicas share.
  package init(pool: ConnectionPool) { self.pool = pool }
}
