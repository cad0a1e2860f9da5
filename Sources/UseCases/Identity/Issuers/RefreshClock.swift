/// The time that fetching goes by. Tests put their own in.
package struct RefreshClock: Sendable {
  /// A time that never goes back.
  package let now: @Sendable () -> ContinuousClock.Instant
  /// Returns when that time has come, or throws when the task is cancelled.
  package let sleep: @Sendable (_ until: ContinuousClock.Instant) async throws -> Void

  package init(
    now: @escaping @Sendable () -> ContinuousClock.Instant,
    sleep: @escaping @Sendable (_ until: ContinuousClock.Instant) async throws -> Void
  ) {
    self.now = now
    self.sleep = sleep
  }

  /// The machine's clock.
  package static let system = RefreshClock(now: { .now }) { try await Task.sleep(until: $0) }
}
