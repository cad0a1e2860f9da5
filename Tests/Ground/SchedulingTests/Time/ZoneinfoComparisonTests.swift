import Foundation
import Scheduling
import TestSupport
import Testing

/// Checks points of zoneinfo_vectors.py, and keeps the first disagreements.
private struct PointChecker {
  let database: TimeZoneDatabase
  private(set) var points = 0
  private(set) var gaps = 0
  private(set) var overlaps = 0
  private(set) var disagreements: [String] = []
  private var zones: [TimeZoneCursor] = []

  init(_ database: TimeZoneDatabase) {
    self.database = database
  }

  mutating func check(_ line: UnsafeBufferPointer<UInt8>) {
    if line.first == UInt8(ascii: "@") {
      zones = String(decoding: line.dropFirst(), as: UTF8.self).split(separator: " ").compactMap {
        (try? database.zone(named: String($0))).map { TimeZoneCursor($0) }
      }
      return
    }
    var fields: [UnsafeBufferPointer<UInt8>] = []
    ZoneinfoVectors.forEachField(of: line, endedBy: "|") { fields.append($0) }
    let last = fields.map { $0.count + 1 }.reduce(0, +)
    fields.append(UnsafeBufferPointer(rebasing: line[last...]))
    guard fields.count == 9, let expected = Expected(fields), let local = parse(fields[3...]) else {
      disagree(line, "formats")
      return
    }
    points += 1
    for index in zones.indices {
      let found = zones[index].resolve(local)
      if !expected.agrees(with: found, at: local) {
        disagree(line, "\(zones[index].rules.name): \(found)")
      }
      guard case .gap = found else {
        checkReading(expected, local, zones[index].rules, line)
        continue
      }
    }
    if expected.kind == UInt8(ascii: "g") { gaps += 1 }
    if expected.kind == UInt8(ascii: "o") { overlaps += 1 }
  }

  /// The minute that all six formats read from their texts.
  private func parse(_ texts: ArraySlice<UnsafeBufferPointer<UInt8>>) -> LocalDateTime? {
    var result: LocalDateTime?
    for (format, text) in zip(DateTimeFormat.allCases, texts) where text.first != UInt8(ascii: "-")
    {
      guard let local = try? format.parse(text), result == nil || result == local else {
        return nil
      }
      result = local
    }
    return result
  }

  private mutating func checkReading(
    _ expected: Expected, _ local: LocalDateTime, _ rules: TimeZoneRules,
    _ line: UnsafeBufferPointer<UInt8>
  ) {
    for utc in [expected.early, expected.late] {
      let reading = rules.local(at: Instant(secondsSince1970: utc))
      if reading.dateTime != local || reading.second != 0 {
        disagree(line, "\(rules.name): back \(reading)")
      }
    }
  }

  private mutating func disagree(_ line: UnsafeBufferPointer<UInt8>, _ found: String) {
    guard disagreements.count < 20 else { return }
    disagreements.append("\(String(decoding: line, as: UTF8.self)) \(found)")
  }
}

private struct Expected {
  let early: Int64
  let late: Int64
  let kind: UInt8

  init?(_ fields: [UnsafeBufferPointer<UInt8>]) {
    guard let early = Int64(String(decoding: fields[0], as: UTF8.self)),
      let late = Int64(String(decoding: fields[1], as: UTF8.self)),
      let kind = fields[2].first
    else { return nil }
    self.early = early
    self.late = late
    self.kind = kind
  }

  /// In a gap, Python uses the offset before it for fold 0 and the offset after it for fold 1.
  func agrees(with resolution: LocalResolution, at local: LocalDateTime) -> Bool {
    let wall = local.minutesSince1970 * 60
    return switch resolution {
    case .unique(let instant):
      kind == UInt8(ascii: "u") && instant.secondsSince1970 == early && early == late
    case .overlap(let earlier, let later):
      kind == UInt8(ascii: "o") && earlier.secondsSince1970 == early
        && later.secondsSince1970 == late
    case .gap(let gap):
      kind == UInt8(ascii: "g") && wall - Int64(gap.offsetBefore) == early
        && wall - Int64(gap.offsetAfter) == late && gap.from <= local && local < gap.to
    }
  }
}

@Suite("Scheduling: conversions against Python's zoneinfo", .timeLimit(.minutes(5)))
struct ZoneinfoComparisonTests {
  private let database: TimeZoneDatabase

  init() throws {
    database = try TimeZoneDatabase()
  }

  private func compare(_ arguments: [String]) throws -> PointChecker {
    var checker = PointChecker(database)
    try ZoneinfoVectors.lines([database.directory] + arguments) { checker.check($0) }
    #expect(checker.disagreements == [])
    return checker
  }

  @Test(.needs(.python3))
  func `all transitions of all zones from 2000 to 2037, in all formats`() throws {
    let checker = try compare(["all", "2000", "2037"])
    #expect(checker.points > 100_000)
    #expect(checker.gaps > 10_000)
    #expect(checker.overlaps > 10_000)
  }

  /// Daylight saving of half an hour, in winter, before midnight, by 50 hours, around Ramadan; a
  /// day skipped, a day repeated, local mean time to the second.
  private static let oddZones = [
    "America/New_York", "Europe/Dublin", "Australia/Lord_Howe", "Pacific/Apia", "America/Nuuk",
    "Pacific/Kwajalein", "Asia/Gaza", "America/Santiago", "Africa/Casablanca", "Africa/Monrovia",
    "Asia/Manila", "America/Sitka", "Europe/Amsterdam", "Pacific/Chatham", "America/Scoresbysund",
    "Asia/Tehran", "Antarctica/Troll", "Africa/Cairo", "Europe/London", "America/Caracas",
  ]

  @Test(
    .needs(.python3),
    arguments: [
      ("1840", "1999"), ("2038", "2050"), ("2380", "2450"), ("9980", "9999"),
    ])
  func `odd zones in the past and beyond the file's last transition`(
    first: String, last: String
  ) throws {
    let checker = try compare(["some", first, last] + Self.oddZones)
    #expect(checker.points > 1000)
    #expect(checker.gaps > 100)
    #expect(checker.overlaps > 100)
  }

  @Test(.needs(.python3))
  func `every zone that Python knows is known, except the excluded ones`() throws {
    var names: [String] = []
    try ZoneinfoVectors.lines([database.directory, "names"]) {
      names.append(String(decoding: $0, as: UTF8.self))
    }
    #expect(names.count > 400)
    let excluded: Set = ["localtime", "posixrules", "Factory"]
    for name in names {
      // A machine may lack some of the three, but a known zone must not be excluded.
      let isKnown = (try? database.zone(named: name)) != nil
      #expect(isKnown != excluded.contains(name), "\(name)")
    }
  }
}
