/// Which instants a wall-clock minute of a zone stands for.
package enum LocalResolution: Hashable, Sendable {
  /// The usual case: exactly one.
  case unique(Instant)
  /// None: the clocks are put forward past it.
  case gap(LocalGap)
  /// Several, since the clocks are put back over it: the first and the last.
  case overlap(earlier: Instant, later: Instant)
}

extension LocalResolution {
  /// The instant that a cell of a schedule file means; nil in a gap.
  ///
  /// - Parameter start: of an End Time, the row's start: of two instants the later is taken if the
  ///   earlier is not after it.
  package func instant(endingAfter start: Instant? = nil) -> Instant? {
    switch self {
    case .unique(let instant): instant
    case .gap: nil
    case .overlap(let earlier, let later):
      if let start, earlier <= start { later } else { earlier }
    }
  }
}

/// A stretch of wall-clock time that a zone skips.
package struct LocalGap: Hashable, Sendable {
  /// The first instant after the skip.
  package let transition: Instant
  /// Seconds east of UTC until the transition.
  package let offsetBefore: Int
  /// Seconds east of UTC from the transition on; more than `offsetBefore`.
  package let offsetAfter: Int

  /// The first minute that does not exist: clocks go *from* here.
  ///
  /// Rounded up to the minute where an old offset has seconds, so that the minutes that the zone
  /// skips are exactly those from `from` until before `to`.
  package var from: LocalDateTime { wallMinute(offset: offsetBefore) }

  /// The first minute that exists again: clocks go *to* here. Rounded up like `from`.
  package var to: LocalDateTime { wallMinute(offset: offsetAfter) }

  private func wallMinute(offset: Int) -> LocalDateTime {
    let seconds = transition.secondsSince1970 + Int64(offset)
    return LocalDateTime(minutesSince1970: floorDivide(seconds + 59, 60))
  }
}

/// What a zone's wall clock shows at an instant.
package struct LocalReading: Hashable, Sendable {
  package let dateTime: LocalDateTime
  /// 0...59
  package let second: Int
  /// Seconds east of UTC.
  package let offset: Int
}
