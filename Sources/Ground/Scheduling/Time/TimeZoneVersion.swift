/// Identifies the rules of a tz database.
package struct TimeZoneVersion: Hashable, Sendable {
  /// IANA's name of the release, such as `2026b`; nil if no file of the database names it.
  package let name: String?
  /// Eight hexadecimal digits, equal for databases with the same zone names and the same offsets
  /// from 2000 to 2099. The encoding of the files does not matter.
  package let digest: String
  /// When the newest zone file was written.
  package let newestFile: Instant

  /// A version by its parts.
  package init(name: String?, digest: String, newestFile: Instant) {
    self.name = name
    self.digest = digest
    self.newestFile = newestFile
  }

  /// Whether the databases have different rules for schedules, or are different releases.
  package func differs(from other: TimeZoneVersion) -> Bool {
    guard let name, let otherName = other.name else { return digest != other.digest }
    return name != otherName || digest != other.digest
  }
}

extension TimeZoneVersion: CustomStringConvertible {
  /// Such as `2026b-1f00c3d2`, or `unknown-1f00c3d2`.
  package var description: String { "\(name ?? "unknown")-\(digest)" }
}

// The age of the rules. No file of the database contains the release date.
extension TimeZoneVersion {
  /// The age in days after which the rules may lack changes: six months.
  package static let freshDays: Int64 = 183

  /// Releases that this program knows, by IANA's file NEWS.
  private static let releases: [String: CalendarDate] = [
    "2025a": CalendarDate(year: 2025, month: 1, day: 15),
    "2025b": CalendarDate(year: 2025, month: 3, day: 22),
    "2025c": CalendarDate(year: 2025, month: 12, day: 10),
    "2026a": CalendarDate(year: 2026, month: 3, day: 1),
    "2026b": CalendarDate(year: 2026, month: 4, day: 22),
    "2026c": CalendarDate(year: 2026, month: 7, day: 8),
  ]

  /// The minimum age of the release in days, counted from the release date if this program knows
  /// it. Otherwise, it is counted from the end of the release's year or from the newest file,
  /// whichever is earlier.
  package func age(at now: Instant) -> Int64 {
    now.daysSince1970 - latestReleaseDay
  }

  /// Whether the release is more than `freshDays` old.
  package func isOld(at now: Instant) -> Bool { age(at: now) > Self.freshDays }

  private var latestReleaseDay: Int64 {
    guard let name else { return newestFile.daysSince1970 }
    if let known = Self.releases[name] { return Int64(known.daysSince1970) }
    guard let year = Int(name.prefix(4)) else { return newestFile.daysSince1970 }
    let endOfYear = CalendarDate(year: year, month: 12, day: 31).daysSince1970
    return min(Int64(endOfYear), newestFile.daysSince1970)
  }
}
