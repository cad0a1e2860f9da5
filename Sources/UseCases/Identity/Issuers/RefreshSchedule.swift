/// When an issuer is visited. A value: `IssuerKeys` tells it what happened.
///
///     due ---success---> fresh, due again after the response's lifetime
///     due ---failure---> due again after 1, 2, 4, … 60 s
struct RefreshSchedule: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// The longest wait after failures.
  static let longestBackoff = Duration.seconds(60)
  /// The shortest time between two visits because of tokens.
  static let demandInterval = Duration.seconds(10)
  /// How long keys count after the last visit that brought them.
  static let keptFor = Duration.seconds(24 * 3600)

  /// When the next visit is due.
  private(set) var next: Instant
  /// How many visits have failed since the last one that did not.
  private(set) var failures = 0
  private var lastSuccess: Instant?
  private var lastDemand: Instant?

  init(start: Instant) { next = start }

  /// Whether what was fetched last still counts.
  func isKept(at now: Instant) -> Bool { lastSuccess.map { now < $0 + Self.keptFor } ?? false }

  /// Whether a token may cause a visit now. If so, the next one may in 10 s.
  mutating func takesDemand(at now: Instant) -> Bool {
    if let lastDemand, now < lastDemand + Self.demandInterval { return false }
    lastDemand = now
    return true
  }

  mutating func succeeded(at now: Instant, lifetime: Duration) {
    failures = 0
    lastSuccess = now
    next = now + lifetime
  }

  /// A failed visit that was not due changes nothing about when one is.
  mutating func failed(at now: Instant) {
    let wait = min(.seconds(1) * (1 << min(failures, 16)), Self.longestBackoff)
    failures += 1
    if next <= now { next = now + wait }
  }
}
