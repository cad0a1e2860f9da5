/// Why data is not a time zone file that can be relied on.
package enum TZifFault: Error, Hashable, Sendable {
  /// The file cannot be read; the number is `errno`.
  case unreadable(Int32)
  /// Larger than `TZifFile.maximumSize`.
  case tooLarge
  /// Does not begin with `TZif`.
  case notTZif
  /// A version byte that is none of NUL, `2`, `3`, `4` and later.
  case unknownVersion(UInt8)
  /// The file ends before the data that its header announces.
  case truncated
  /// Counts that RFC 9636 section 3.1 forbids.
  case inconsistentCounts
  /// Counts leap seconds, which POSIX time and PostgreSQL do not.
  case leapSeconds
  /// Transition times that do not ascend, or lie outside ±2^59 seconds.
  case badTransitionTime
  /// A transition to a local time type that the file does not define.
  case badTypeIndex
  /// An offset that is not between -25 and +26 hours.
  case badOffset
  /// The text between the last two newlines is not a TZ string of RFC 9636 section 3.3.1.
  case badFooter
}
