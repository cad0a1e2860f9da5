import Scheduling

/// The result of reading a file.
struct FileReading: Sendable {
  /// The events of the valid rows, sorted by primary key, without repeated identities.
  let events: [ScheduleEvent]
  /// The number of rejected rows.
  let rejected: Int
  /// Rejected rows by code; a row may have several.
  let problems: [RowProblemCode: Int]
  /// The decision for the second reading. Another reading with this decision gives the same result.
  /// Nil if the file was read once.
  let decision: ScheduleFile.Decision?
}
