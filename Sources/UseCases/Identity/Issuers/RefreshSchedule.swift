/// The schedule of visits to an issuer, as a value that `IssuerKeys` updates.
///
///     due ---success---> fresh, due again after the response's lifetime
///     due ---failure---> due again after 1, 2, 4, … 60 s
struct RefreshSchedule: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// The longest wait after failures.
  static let longestBackoff = Duration.seconds(60)
  /// The minimum time between two visits that tokens cause.
  static let demandInterval = Duration.seconds(10)
  /// How long keys are trusted after the last successful visit.
  static let keptFor = Duration.seconds(24 * 3600)

  /// When the next visit is due.
  private(set) var next: Instant
  /// The number of failed visits since the last success.
  private(set) var failures = 0
  private var lastSuccess: Instant?
  private var lastDemand: Instant?

  init(start: Instant) { next = start }

  /// Whether the last fetched keys are still trusted.
  func isKept(at now: Instant) -> Bool { lastSuccess.map { now < $0 + Self.keptFor } ?? false }

  /// Whether a token may cause a visit now. If so, the next visit of this kind may follow after 10
  /// s.
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

  /// Plans the next visit after a failure. If the failed visit was not due, the schedule is
  /// unchanged.
  mutating func failed(at now: Instant) {
    let wait = min(.seconds(1) * (1 << min(failures, 16)), Self.longestBackoff)
    failures += 1
    if next <= now { next = now + wait }
  }
}
