import HTTPAPI
package import Importing

/// The sizes of pools and of the worker.
extension Composition {
  /// The number of database connections that requests share.
  package func requestPoolSize() throws(Settings.Fault) -> Int {
    try settings.integer(.databasePoolSize)
  }

  /// How many imports the worker runs, and how often it polls and retries.
  ///
  /// - Throws: `Settings.Fault`
  package func workerConfiguration() throws(Settings.Fault) -> ImportWorker.Configuration {
    var configuration = ImportWorker.Configuration()
    configuration.concurrency = try settings.integer(.workerConcurrency)
    configuration.pollInterval = try settings.seconds(.workerPollInterval)
    // The same number again, so that a slow object store does not delay imports without a report.
    if try storesReportsInObjects() { configuration.reportPlaces = configuration.concurrency }
    configuration.reportRetries = try settings.integer(.reportRetries)
    return configuration
  }

  /// The most database connections of a process with these settings. They serve requests, the
  /// worker's jobs, notifications (one), the retention, and the metrics of the queue (one).
  package func databaseConnections(servesHTTP: Bool) throws(Settings.Fault) -> Int {
    let ofMetrics = settings.text(.metricsPort) == nil ? 0 : 1
    let ofWorker = try workerConfiguration().poolSize + 1 + Self.retentionPoolSize + ofMetrics
    return servesHTTP ? try requestPoolSize() + ofWorker : ofWorker
  }
}
