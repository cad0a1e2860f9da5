/// The reason why a zone has no rules.
package enum TimeZoneFault: Error, Hashable, Sendable {
  /// The database has no zone of this name.
  case unknownZone(String)
  /// The zone's file cannot be read or is damaged: the installation is at fault.
  case unreadableData(zone: String, reason: TZifFault)
  /// None of these directories holds a tz database.
  case databaseMissing(searched: [String])
}
