import Synchronization

/// A clock that moves only when a test moves it. By default it starts at 2026-06-01T12:00:00Z.
package final class ManualClock: Sendable {
  private let passed = Mutex(Duration.zero)
  private let origin = ContinuousClock.now
  private let start: Int64

  /// - Parameter start: seconds since 1970.
  package init(start: Int64 = 1_780_315_200) { self.start = start }

  /// Moves the clock forward.
  package func advance(by duration: Duration) { passed.withLock { $0 += duration } }

  /// Seconds since 1970.
  package var seconds: Int64 { start + passed.withLock { $0.components.seconds } }

  /// The moment by the monotonic clock.
  package var instant: ContinuousClock.Instant { origin + passed.withLock { $0 } }
}
