import Scheduling

/// What a file's rows came to.
struct FileReading: Sendable {
  /// Of the rows that passed, by primary key; no two of one identity.
  let events: [ScheduleEvent]
  /// Rows that stand in the report.
  let rejected: Int
  /// How often each code stands there; a row may have several.
  let problems: [RowProblemCode: Int]
  /// With which the file was read; another reading with it gives the same rows and report. Nil if the
  /// file was read once.
  let decision: ScheduleFile.Decision?
}
