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
  /// If an old offset has seconds, the value is rounded up to the minute. So the zone skips exactly
  /// the minutes from `from` up to, but not including, `to`.
  package var from: LocalDateTime { wallMinute(offset: offsetBefore) }

  /// The first minute that exists again: clocks go *to* here. Rounded up like `from`.
  package var to: LocalDateTime { wallMinute(offset: offsetAfter) }

  private func wallMinute(offset: Int) -> LocalDateTime {
    let seconds = transition.secondsSince1970 + Int64(offset)
    return LocalDateTime(minutesSince1970: floorDivide(seconds + 59, 60))
  }
}
