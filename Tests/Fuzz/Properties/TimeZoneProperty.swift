import Scheduling

enum TimeZoneProperty {
  /// For an accepted file, `ZoneProperty` holds around the times in the file and at other times. A
  /// cursor gives the same answers as the rules.
  static func check(_ input: [UInt8]) throws(Broken) {
    guard let zone = try? TimeZoneRules(name: "Fuzz/Zone", tzif: input) else { return }
    var cursor = TimeZoneCursor(zone)
    for local in minutes(for: input) {
      try ZoneProperty.check(zone, at: local)
      try hold(
        cursor.resolve(local) == zone.resolve(local),
        "the cursor differs from the rules at \(local)")
    }
  }

  /// At most 200 minutes in the years 1 to 9999.
  private static func minutes(for input: [UInt8]) -> [LocalDateTime] {
    let years: ClosedRange<Int64> = -1_035_593_280...4_223_371_679
    var minutes: [Int64] = [years.lowerBound, years.upperBound, 0]
    for place in stride(from: 44, to: input.count, by: 4).prefix(30) {
      let word = input[place...].prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
      for seconds in [word, Int64(Int32(truncatingIfNeeded: word >> 32))] {
        let minute = seconds / 60
        minutes += [minute - 60, minute, minute + 60]
      }
    }
    var chance = chance(of: input)
    for _ in 0..<10 {
      minutes.append(Int64.random(in: years, using: &chance))
      minutes.append(Int64.random(in: 0...40_000_000, using: &chance))
    }
    return minutes.filter(years.contains).map(LocalDateTime.init(minutesSince1970:))
  }
}
