/// The reason why a text does not match a format.
package enum DateTimeFault: Error, Hashable, Sendable {
  /// Not exactly the format: a missing digit, another separator, a blank too many.
  case malformed
  /// The format, but no such date or time: 30 February, month 13, hour 24, minute 60, year 0000.
  case nonexistent
}
