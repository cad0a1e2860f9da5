/// The instants of a wall-clock minute in a zone.
package enum LocalResolution: Hashable, Sendable {
  /// The usual case: exactly one.
  case unique(Instant)
  /// No instant: the clocks skip the minute.
  case gap(LocalGap)
  /// Several instants, because the clocks are set back over the minute: the first and the last.
  case overlap(earlier: Instant, later: Instant)
}

extension LocalResolution {
  /// The instant that a cell of a schedule file means; nil in a gap.
  ///
  /// - Parameter start: for an End Time, the row's start. If there are two instants and the earlier
  ///   one is not after the start, the later one is used.
  package func instant(endingAfter start: Instant? = nil) -> Instant? {
    switch self {
    case .unique(let instant): instant
    case .gap: nil
    case .overlap(let earlier, let later):
      if let start, earlier <= start { later } else { earlier }
    }
  }
}
