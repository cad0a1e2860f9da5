/// The local time that a zone's wall clock shows at an instant.
package struct LocalReading: Hashable, Sendable {
  /// The local time that clocks show.
  package let dateTime: LocalDateTime
  /// 0...59
  package let second: Int
  /// Seconds east of UTC.
  package let offset: Int
}
