/// A kind of CSV file: the titles of its columns, in order.
package struct FileTemplate: Equatable, Sendable {
  /// The kind with its article, for sentences, such as `a schedule`.
  package let noun: String
  /// The exact titles.
  package let titles: [String]

  /// The header line, without quotes.
  package var header: String { titles.joined(separator: ",") }

  /// A schedule, as planners upload it.
  package static let schedule = FileTemplate(
    noun: "a schedule", titles: ScheduleColumn.allCases.map { "\($0.title)" })
  /// The agents of an account, as `wfm agents import` reads them.
  package static let agents = FileTemplate(
    noun: "an agents file", titles: ["Agent Name", "Agent Email", "Active"])
  /// The event types of an account, as `wfm event-types import` reads them.
  package static let eventTypes = FileTemplate(
    noun: "an event types file", titles: ["Event Type Name"])

  /// All kinds of files.
  static let uploaded = [schedule, agents, eventTypes]

  /// The columns that only the error report has.
  static let reportTitles = ["Line", "Error Code", "Error"]
}
