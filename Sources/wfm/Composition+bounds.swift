import HTTPAPI
import Importing

/// Numbers of the settings, within their bounds.
extension Composition {
  /// Connections to the database that requests share.
  func requestPoolSize() throws(Settings.Fault) -> Int {
    try settings.integer(.databasePoolSize, in: 1...500)
  }

  func rateLimits() throws(Settings.Fault) -> RateLimits {
    var limits = RateLimits()
    limits.uploadsPerMinute = try settings.integer(.uploadRate, in: 1...1_000_000)
    limits.readsPerMinute = try settings.integer(.readRate, in: 1...1_000_000)
    limits.administrationPerMinute = try settings.integer(.adminRate, in: 1...1_000_000)
    return limits
  }

  func transportLimits() throws(Settings.Fault) -> TransportLimits {
    var limits = TransportLimits()
    limits.connections = try settings.integer(.maxConnections, in: 1...100_000)
    return limits
  }

  func workerConfiguration() throws(Settings.Fault) -> ImportWorker.Configuration {
    var configuration = ImportWorker.Configuration()
    configuration.concurrency = try settings.integer(.workerConcurrency, in: 1...64)
    configuration.pollInterval = try settings.seconds(.workerPollInterval, in: 1...60)
    return configuration
  }

  /// Connections to the database that a process with these settings has at most: of requests, of
  /// the worker's jobs, and one that listens for notices.
  func databaseConnections(servesHTTP: Bool) throws(Settings.Fault) -> Int {
    let ofWorker = try workerConfiguration().poolSize + 1
    return servesHTTP ? try requestPoolSize() + ofWorker : ofWorker
  }
}
