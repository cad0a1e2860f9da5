/// The clock that paces fetches. Tests replace it.
package struct RefreshClock: Sendable {
  /// The current monotonic time.
  package let now: @Sendable () -> ContinuousClock.Instant
  /// Returns at the given time, or throws if the task is cancelled.
  package let sleep: @Sendable (_ until: ContinuousClock.Instant) async throws -> Void

  /// - Parameters: see the properties of the same names.
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
