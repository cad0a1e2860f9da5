// A table of one zone's offsets from UTC: consecutive spans of constant offset, in ascending order.
// It is read once per zone and never changes. TimeZoneDatabase creates it, and all conversions use
// it.
//
// After the last transition in the file, the table continues with the file's rule for a little more
// than 400 years. The Gregorian calendar repeats after 400 years, including weekdays. So a later
// time is looked up a whole number of cycles earlier.

/// The offsets of a zone from UTC, for every time from year 1 to year 9999.
package struct TimeZoneRules: Equatable, Sendable {
  /// The time from `start` until before the next span's start.
  struct Span: Equatable {
    /// Seconds since 1970-01-01T00:00:00Z.
    var start: Int64
    /// Seconds east of UTC.
    var offset: Int64
  }

  /// The start of the first span: before all times, yet far from overflow.
  static let dawn: Int64 = -1 << 60
  /// Seconds of 400 Gregorian years.
  static let cycle = Int64(CalendarDate.daysPerCycle) * 86_400

  /// The requested IANA name, such as `America/New_York`.
  package let name: String

  private let spans: [Span]
  /// The range from the smallest to the largest offset.
  private let offsets: ClosedRange<Int64>
  /// In seconds since 1970. Later times are looked up 400 years earlier. The table extends well
  /// past this time.
  private let repeatsFrom: Int64

  /// Builds the rules of a zone from the content of its TZif file.
  package init(name: String, tzif: [UInt8]) throws(TZifFault) {
    let file = try TZifFile(tzif)
    var spans = [Span(start: Self.dawn, offset: file.initialOffset)]
    spans += file.transitions
    repeatsFrom = file.footer?.extend(&spans) ?? .max
    self.name = name
    self.spans = Self.merged(spans)
    let all = self.spans.map(\.offset)
    offsets = (all.min() ?? 0)...(all.max() ?? 0)
  }

  /// Drops the transitions that change only the name of the time, not its offset.
  private static func merged(_ spans: [Span]) -> [Span] {
    spans.reduce(into: []) { merged, span in
      if merged.last?.offset != span.offset { merged.append(span) }
    }
  }
}

extension TimeZoneRules {
  /// The instants at which this zone's clock shows the beginning of `local`.
  ///
  /// Examines every span that could contain such an instant, and the jump after each span. So
  /// transitions can be closer together than the size of a jump.
  package func resolve(_ local: LocalDateTime) -> LocalResolution {
    let shift = shift(at: local.wallSeconds)
    let wall = local.wallSeconds - shift
    var earlier: Int64?
    var later: Int64 = 0
    var gap: LocalGap?
    var index = spanIndex(at: wall - offsets.upperBound)
    while true {
      let span = spans[index]
      let instant = wall - span.offset
      let next = index + 1 < spans.count ? spans[index + 1] : nil
      if instant >= span.start && instant < next?.start ?? .max {
        earlier = earlier ?? instant
        later = instant
      }
      guard let next else { break }
      if gap == nil && instant >= next.start && wall - next.offset < next.start {
        gap = LocalGap(
          transition: Instant(secondsSince1970: next.start + shift),
          offsetBefore: Int(span.offset), offsetAfter: Int(next.offset))
      }
      if next.start > wall - offsets.lowerBound { break }
      index += 1
    }
    guard let earlier else {
      // The clock starts before `wall` and ends after it, so it skipped the minutes that it does
      // not show.
      guard let gap else { preconditionFailure("no instant and no gap at \(local) in \(name)") }
      return .gap(gap)
    }
    let first = Instant(secondsSince1970: earlier + shift)
    return earlier == later
      ? .unique(first)
      : .overlap(earlier: first, later: Instant(secondsSince1970: later + shift))
  }

  /// The local time that this zone's clock shows at an instant.
  package func local(at instant: Instant) -> LocalReading {
    let seconds = instant.secondsSince1970
    let offset = spans[spanIndex(at: seconds - shift(at: seconds))].offset
    let wall = seconds + offset
    let minutes = floorDivide(wall, 60)
    return LocalReading(
      dateTime: LocalDateTime(minutesSince1970: minutes), second: Int(wall - minutes * 60),
      offset: Int(offset))
  }

  /// The time range of schedules: the years 2000–2099 in any zone.
  private static let scheduledTimes: Range<Int64> = 946_684_800 - 86_400..<4_102_444_800 + 86_400

  /// Equal for rules with the same offsets in the years of schedules.
  var digest: Fingerprint {
    var digest = Fingerprint()
    var last: Int64?
    var time = Self.scheduledTimes.lowerBound
    while time < Self.scheduledTimes.upperBound {
      let shift = shift(at: time)
      let index = spanIndex(at: time - shift)
      let offset = spans[index].offset
      if offset != last {
        digest.add(time)
        digest.add(offset)
      }
      last = offset
      let end = index + 1 < spans.count ? spans[index + 1].start + shift : .max
      // From this time on, offsets are looked up one cycle earlier.
      time = min(end, repeatsFrom == .max ? .max : repeatsFrom + shift)
    }
    return digest
  }

  /// The wall-clock range around an instant in which every time has exactly one instant, at one
  /// offset.
  ///
  /// With every offset of the zone, these times stay within the span. The range excludes some hours
  /// on each side of a transition, for which `resolve` is needed.
  func certainRange(around instant: Instant) -> (wallSeconds: Range<Int64>, offset: Int64) {
    let shift = shift(at: instant.secondsSince1970)
    let index = spanIndex(at: instant.secondsSince1970 - shift)
    let end = index + 1 < spans.count ? spans[index + 1].start : -Self.dawn
    let lower = spans[index].start + shift + offsets.upperBound
    let upper = min(end + shift + offsets.lowerBound, shift == 0 ? repeatsFrom : .max)
    return (lower..<max(lower, upper), spans[index].offset)
  }

  /// The whole cycles by which a time is looked up earlier, in seconds. The time can be UTC or
  /// local, since the table has spare years.
  private func shift(at seconds: Int64) -> Int64 {
    seconds < repeatsFrom ? 0 : ((seconds - repeatsFrom) / Self.cycle + 1) * Self.cycle
  }

  /// The last span that starts at or before `seconds`.
  private func spanIndex(at seconds: Int64) -> Int {
    var low = 0
    var high = spans.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if spans[middle].start <= seconds { low = middle } else { high = middle }
    }
    return low
  }
}
