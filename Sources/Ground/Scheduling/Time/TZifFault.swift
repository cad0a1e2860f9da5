/// Why data is not a usable time zone file.
package enum TZifFault: Error, Hashable, Sendable {
  /// The file cannot be read; the number is `errno`.
  case unreadable(Int32)
  /// The file is larger than `TZifFile.maximumSize`.
  case tooLarge
  /// The file does not begin with `TZif`.
  case notTZif
  /// The version byte is not NUL, `2`, `3`, `4` or later.
  case unknownVersion(UInt8)
  /// The file ends before the data that its header announces.
  case truncated
  /// Counts that RFC 9636 section 3.1 forbids.
  case inconsistentCounts
  /// The file counts leap seconds. POSIX time and PostgreSQL do not.
  case leapSeconds
  /// Transition times are not ascending, or are outside ±2^59 seconds.
  case badTransitionTime
  /// A transition to a local time type that the file does not define.
  case badTypeIndex
  /// An offset that is not between -25 and +26 hours.
  case badOffset
  /// The text between the last two newlines is not a TZ string of RFC 9636 section 3.3.1.
  case badFooter
}
