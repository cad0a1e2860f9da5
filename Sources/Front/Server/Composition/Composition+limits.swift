package import Administration
package import Postgres
import Scheduling
import Store
package import Throttling

/// Rate limits and retention.
extension Composition {
  /// The rate limits of the HTTP server.
  ///
  /// - Throws: `Settings.Fault`
  package func rateLimits(pool: ConnectionPool) throws -> RateLimits {
    var limits = RateLimits(pool: pool)
    limits.now = clock.instant
    limits.uploadsPerMinute = try settings.integer(.uploadRate)
    limits.readsPerMinute = try settings.integer(.readRate)
    limits.administrationPerMinute = try settings.integer(.adminRate)
    limits.tokensPerMinute = try settings.integer(.tokenRate)
    limits.addressPerMinute = try settings.integer(.addressRate)
    return limits
  }

  /// The number of database connections of the retention.
  static let retentionPoolSize = 2

  /// Removes expired data, over a separate pool.
  package func retention() throws -> Retention {
    var days: [RetentionRepository.Kind: Int] = [:]
    for (kind, setting) in [
      (RetentionRepository.Kind.files, Setting.keepFiles), (.reports, .keepReports),
      (.imports, .keepImports), (.audit, .keepAudit), (.events, .keepEvents),
    ] {
      let number = try settings.integer(setting)
      if number > 0 { days[kind] = number }
    }
    return Retention(pool: try pool(size: Self.retentionPoolSize), days: days)
  }

  /// Removes expired data about once an hour.
  ///
  /// - Throws: `Settings.Fault`
  package func retentionService() throws -> RetentionService {
    RetentionService(retention: try retention(), logger: logger)
  }
}
