/// Converts the rows of a file, which mostly lie in the same half-year, at the cost of two
/// comparisons: it remembers the stretch of wall-clock time in which the last answer's offset holds
/// without doubt, and asks the rules only outside of it. The answers are those of the rules.
package struct TimeZoneCursor: Sendable {
  /// The zone's rules.
  package let rules: TimeZoneRules
  /// Wall-clock seconds; empty until the first answer.
  private var certain: Range<Int64> = 0..<0
  private var offset: Int64 = 0

  /// A cursor that has resolved no time yet.
  package init(_ rules: TimeZoneRules) {
    self.rules = rules
  }

  /// As `TimeZoneRules.resolve`, a few nanoseconds near the previous answer.
  package mutating func resolve(_ local: LocalDateTime) -> LocalResolution {
    let wall = local.wallSeconds
    if certain.contains(wall) { return .unique(Instant(secondsSince1970: wall - offset)) }
    let resolution = rules.resolve(local)
    if case .unique(let instant) = resolution {
      (certain, offset) = rules.certainRange(around: instant)
    }
    return resolution
  }
}
