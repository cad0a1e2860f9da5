/// The effect of a change of a zone's rules on stored events. They keep their instants; people keep
/// the time on the wall clock.
package struct RuleChange: Sendable {
  private let old: TimeZoneRules
  private let new: TimeZoneRules

  /// - Parameters: the same zone by the rules of two versions.
  package init(from old: TimeZoneRules, to new: TimeZoneRules) {
    self.old = old
    self.new = new
  }

  /// An instant that the new rules show as another local time.
  package struct Difference: Hashable, Sendable {
    /// The local time that was planned.
    package let planned: LocalDateTime
    /// The local time that it will show.
    package let shown: LocalDateTime
    /// When it will show the planned time; nil if it never does.
    package let corrected: Instant?

    /// A time of a schedule under two versions of the rules.
    package init(planned: LocalDateTime, shown: LocalDateTime, corrected: Instant?) {
      self.planned = planned
      self.shown = shown
      self.corrected = corrected
    }
  }

  /// Nil if both show the same local time.
  ///
  /// - Parameter start: of an event's end, the corrected start.
  package func difference(at instant: Instant, endingAfter start: Instant? = nil) -> Difference? {
    let planned = old.local(at: instant).dateTime
    let shown = new.local(at: instant).dateTime
    guard planned != shown else { return nil }
    return Difference(
      planned: planned, shown: shown,
      corrected: new.resolve(planned).instant(endingAfter: start))
  }
}
