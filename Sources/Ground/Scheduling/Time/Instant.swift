/// A point in time to the second, in UTC without leap seconds, as POSIX and PostgreSQL count it.
///
/// Meant for the years that PostgreSQL's `timestamptz` holds (4713 BC to AD 294276).
package struct Instant: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  package let secondsSince1970: Int64

  /// The instant of a Unix time.
  package init(secondsSince1970: Int64) {
    self.secondsSince1970 = secondsSince1970
  }

  /// Orders instants by time.
  package static func < (left: Instant, right: Instant) -> Bool {
    left.secondsSince1970 < right.secondsSince1970
  }
}

extension Instant {
  /// 2000-01-01T00:00:00Z, where PostgreSQL begins to count.
  private static let postgresEpoch: Int64 = 946_684_800

  /// Microseconds since 2000-01-01T00:00:00Z: `timestamptz` on the wire in binary format. Numbers
  /// beyond 64 bits become its limits, which PostgreSQL reads as -infinity and infinity.
  package var postgresMicroseconds: Int64 {
    let seconds = secondsSince1970 - Self.postgresEpoch
    let (microseconds, isBeyond) = seconds.multipliedReportingOverflow(by: 1_000_000)
    return isBeyond ? (seconds < 0 ? .min : .max) : microseconds
  }

  /// The second of a binary `timestamptz`. Fractions of a second are dropped.
  package init(postgresMicroseconds: Int64) {
    secondsSince1970 = floorDivide(postgresMicroseconds, 1_000_000) + Self.postgresEpoch
  }

  /// The UTC day, counted from 1970-01-01.
  package var daysSince1970: Int64 { floorDivide(secondsSince1970, 86_400) }
}

extension Instant: CustomStringConvertible {
  /// ISO 8601 in UTC and whole seconds, `2026-06-01T12:10:00Z`, for years 0000...9999.
  package var iso8601: String {
    let minutes = floorDivide(secondsSince1970, 60)
    let utc = LocalDateTime(minutesSince1970: minutes)
    let second = Int(secondsSince1970 - minutes * 60)
    return "\(utc.dateText)T\(utc.timeText):\(second.padded(to: 2))Z"
  }

  /// The instant as `iso8601` writes it.
  package var description: String { iso8601 }
}
