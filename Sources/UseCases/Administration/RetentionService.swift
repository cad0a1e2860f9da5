package import Logging
import Scheduling
import ServiceLifecycle
import Store

/// Runs the retention about once an hour, until shutdown. It never fails: the next run removes the
/// rest.
package struct RetentionService: Service {
  /// The pause between two runs, in seconds. Random, so that replicas that start together do not
  /// run together.
  private static let pause = 45 * 60...75 * 60
  /// The pause before the first run, in seconds.
  private static let firstPause = 60...60 * 60

  private let retention: Retention
  private let logger: Logger
  private let sleep: @Sendable (Duration) async throws -> Void

  /// - Parameter sleep: returns after the duration, or throws if the task is cancelled.
  package init(
    retention: Retention, logger: Logger,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.retention = retention
    self.logger = logger
    self.sleep = sleep
  }

  /// Runs until graceful shutdown.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      var pause = Self.firstPause
      while !Task.isCancelled {
        // A cancelled sleep ends the loop.
        try? await sleep(.seconds(Int.random(in: pause)))
        pause = Self.pause
        if !Task.isCancelled { await runOnce() }
      }
    }
  }

  private func runOnce() async {
    do {
      guard let summary = try await retention.run(by: .init(actor: "retention")) else { return }
      var metadata: Logger.Metadata = [
        "rate_buckets": "\(summary.rateBuckets)", "assertions": "\(summary.assertions)",
      ]
      for (kind, count) in summary.removed { metadata[kind.rawValue] = "\(count)" }
      logger.info("retention", metadata: metadata)
    } catch {
      guard !Task.isCancelled else { return }
      logger.warning("retention failed", metadata: ["error": "\(String(reflecting: error))"])
    }
  }
}
