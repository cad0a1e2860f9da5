package import Administration
import HTTPAPI
package import Postgres
import Store
package import Throttling

/// How much there may be, and for how long.
extension Composition {
  package func rateLimits(pool: ConnectionPool) throws -> RateLimits {
    var limits = RateLimits(pool: pool)
    let range = AccountRepository.Rates.range
    limits.uploadsPerMinute = try settings.integer(.uploadRate, in: range)
    limits.readsPerMinute = try settings.integer(.readRate, in: range)
    limits.administrationPerMinute = try settings.integer(.adminRate, in: range)
    limits.tokensPerMinute = try settings.integer(.tokenRate, in: range)
    limits.addressPerMinute = try settings.integer(.addressRate, in: 1...10_000_000)
    return limits
  }

  static let retentionPoolSize = 2

  /// What removes what is no longer kept, with connections of its own.
  package func retention() throws -> Retention {
    var days: [RetentionRepository.Kind: Int] = [:]
    for (kind, setting) in [
      (RetentionRepository.Kind.files, Setting.keepFiles), (.reports, .keepReports),
      (.imports, .keepImports), (.audit, .keepAudit), (.events, .keepEvents),
    ] {
      let number = try settings.integer(setting, in: 0...36_500)
      if number > 0 { days[kind] = number }
    }
    return Retention(pool: try pool(size: Self.retentionPoolSize), days: days)
  }

  package func retentionService() throws -> RetentionService {
    RetentionService(retention: try retention(), logger: logger)
  }
}
