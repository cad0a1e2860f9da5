import HTTPAPI
package import Importing

/// Numbers of the settings, within their bounds.
extension Composition {
  /// Connections to the database that requests share.
  package func requestPoolSize() throws(Settings.Fault) -> Int {
    try settings.integer(.databasePoolSize, in: 1...500)
  }

  package func workerConfiguration() throws(Settings.Fault) -> ImportWorker.Configuration {
    var configuration = ImportWorker.Configuration()
    configuration.concurrency = try settings.integer(.workerConcurrency, in: 1...64)
    configuration.pollInterval = try settings.seconds(.workerPollInterval, in: 1...60)
    // As many again: a store that is slow keeps no import from beginning that needs no report.
    if try storesReportsInObjects() { configuration.reportPlaces = configuration.concurrency }
    configuration.reportRetries = try settings.integer(.reportRetries, in: 1...1000)
    return configuration
  }

  /// Connections to the database that a process with these settings has at most: of requests, of
  /// the worker's jobs, one that listens for notices, those of the retention, and one that reads the
  /// queue for metrics.
  package func databaseConnections(servesHTTP: Bool) throws(Settings.Fault) -> Int {
    let ofMetrics = settings.text(.metricsPort) == nil ? 0 : 1
    let ofWorker = try workerConfiguration().poolSize + 1 + Self.retentionPoolSize + ofMetrics
    return servesHTTP ? try requestPoolSize() + ofWorker : ofWorker
  }
}
