import Scheduling

enum DateTimeProperty {
  private static let zones: [TimeZoneRules] = {
    guard let database = try? TimeZoneDatabase() else { return [] }
    return ["America/New_York", "Africa/Casablanca", "Europe/Dublin", "Pacific/Apia"].compactMap {
      try? database.zone(named: $0)
    }
  }()

  /// A format writes the text that it reads, except for zeros and the order of `M/d/yyyy`. The
  /// instants of a minute in a zone read as that minute.
  static func check(_ input: [UInt8]) throws(Broken) {
    try hold(zones.count == 4, "the tz database has not all zones")
    for format in DateTimeFormat.allCases {
      guard let local = read(input, in: format) else { continue }
      guard let text = format.string(from: local) else {
        throw Broken(description: "\(format) cannot write \(local), which it has read")
      }
      try hold(
        format == .monthDayYearUnpadded || Array(text.utf8) == input,
        "\(format) writes \(text) for \(input.shown)")
      try hold(read(Array(text.utf8), in: format) == local, "\(format) does not read back \(text)")
      for zone in zones { try ZoneProperty.check(zone, at: local) }
    }
  }

  private static func read(_ text: [UInt8], in format: DateTimeFormat) -> LocalDateTime? {
    text.withUnsafeBufferPointer { try? format.parse($0) }
  }
}

/// The property of a zone's rules at each minute.
enum ZoneProperty {
  /// The instants of a minute read as that minute. A minute without an instant is in the named gap.
  /// An instant is one of the instants of the minute that it reads as.
  static func check(_ zone: TimeZoneRules, at local: LocalDateTime) throws(Broken) {
    switch zone.resolve(local) {
    case .unique(let instant):
      try expect(zone, instant, toRead: local)
    case .overlap(let earlier, let later):
      try hold(earlier < later, "the instants of \(local) in \(zone.name) are not in order")
      try expect(zone, earlier, toRead: local)
      try expect(zone, later, toRead: local)
    case .gap(let gap):
      try hold(
        gap.offsetBefore < gap.offsetAfter && gap.from <= local && local < gap.to,
        "\(local) in \(zone.name) is not in its gap \(gap)")
    }
    let instant = Instant(secondsSince1970: local.minutesSince1970 * 60)
    let reading = zone.local(at: instant)
    guard reading.second == 0 else { return }
    switch zone.resolve(reading.dateTime) {
    case .unique(let found):
      try hold(found == instant, "\(instant) in \(zone.name) reads as \(found)")
    case .overlap(let earlier, let later):
      try hold(
        earlier <= instant && instant <= later,
        "\(instant) in \(zone.name) is not between \(earlier) and \(later)")
    case .gap(let gap):
      throw Broken(description: "\(instant) in \(zone.name) reads as a minute in \(gap)")
    }
  }

  private static func expect(
    _ zone: TimeZoneRules, _ instant: Instant, toRead local: LocalDateTime
  ) throws(Broken) {
    let reading = zone.local(at: instant)
    try hold(
      reading.dateTime == local && reading.second == 0,
      "\(instant), which is \(local) in \(zone.name), reads as \(reading)")
  }
}
