import Synchronization

/// When bytes last moved in an exchange with a store.
final class S3Progress: Sendable {
  private let last = Mutex(ContinuousClock.now)

  /// Notes that bytes have moved.
  func note() { last.withLock { $0 = .now } }

  /// Returns once no byte has moved for so long.
  ///
  /// - Throws: `CancellationError`
  func waitForSilence(of limit: Duration) async throws {
    while true {
      let end = last.withLock { $0 } + limit
      guard ContinuousClock.now < end else { return }
      try await Task.sleep(until: end, clock: .continuous)
    }
  }
}
