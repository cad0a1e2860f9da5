package import Identity

/// The clocks of a process. A test replaces them by clocks that it moves.
package struct ServerClock: Sendable {
  /// Seconds since 1970, for tokens and links.
  package var seconds: @Sendable () -> Int64
  /// For rate limits.
  package var instant: @Sendable () -> ContinuousClock.Instant
  /// For the keys of other issuers.
  package var refresh: RefreshClock

  /// The system's clocks.
  package static let system = ServerClock(
    seconds: TokenVerifier.systemClock, instant: { .now }, refresh: .system)

  /// - Parameters:
  ///   - seconds: seconds since 1970.
  ///   - instant: never goes back.
  package init(
    seconds: @escaping @Sendable () -> Int64,
    instant: @escaping @Sendable () -> ContinuousClock.Instant, refresh: RefreshClock = .system
  ) {
    self.seconds = seconds
    self.instant = instant
    self.refresh = refresh
  }
}
