/// The instants of a wall-clock minute in a zone.
package enum LocalResolution: Hashable, Sendable {
  /// The usual case: exactly one.
  case unique(Instant)
  /// None: the clocks are put forward past it.
  case gap(LocalGap)
  /// Several, because the clocks are set back over the time: the first and the last.
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
