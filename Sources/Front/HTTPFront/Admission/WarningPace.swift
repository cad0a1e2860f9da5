/// Limits a warning to one per minute, so that a flood of connections does not fill the log.
struct WarningPace: Sendable {
  /// The shortest time between two warnings.
  static let interval = Duration.seconds(60)

  private var last: ContinuousClock.Instant?

  /// Whether to warn now. If so, the next interval begins.
  mutating func allowsWarning() -> Bool {
    let now = ContinuousClock.now
    if let last, now < last + Self.interval { return false }
    last = now
    return true
  }
}
