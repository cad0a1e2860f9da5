/// The reason why a text does not match a format.
package enum DateTimeFault: Error, Hashable, Sendable {
  /// The text differs from the format: a missing digit, another separator, an extra blank.
  case malformed
  /// The date or time does not exist: 30 February, month 13, hour 24, minute 60, year 0000.
  case nonexistent
}
