/// The effect of a change of a zone's rules on stored events. Events keep their instants, while
/// people keep the wall-clock time.
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
    /// The local time that the clock will show.
    package let shown: LocalDateTime
    /// The instant at which the clock will show the planned time; nil if it never does.
    package let corrected: Instant?

    /// A time of a schedule under two versions of the rules.
    package init(planned: LocalDateTime, shown: LocalDateTime, corrected: Instant?) {
      self.planned = planned
      self.shown = shown
      self.corrected = corrected
    }
  }

  /// The difference at an instant; nil if both versions show the same local time.
  ///
  /// - Parameter start: for an event's end, the corrected start.
  package func difference(at instant: Instant, endingAfter start: Instant? = nil) -> Difference? {
    let planned = old.local(at: instant).dateTime
    let shown = new.local(at: instant).dateTime
    guard planned != shown else { return nil }
    return Difference(
      planned: planned, shown: shown,
      corrected: new.resolve(planned).instant(endingAfter: start))
  }
}
