/// The titles of a kind of CSV file, in order.
package struct FileTemplate: Equatable, Sendable {
  /// The kind with its article, as a sentence names it: `a schedule`.
  package let noun: String
  package let titles: [String]

  /// The header line, without quotes.
  package var header: String { titles.joined(separator: ",") }

  package static let schedule = FileTemplate(
    noun: "a schedule", titles: ScheduleColumn.allCases.map { "\($0.title)" })
  package static let agents = FileTemplate(
    noun: "an agents file", titles: ["Agent Name", "Agent Email", "Active"])
  package static let eventTypes = FileTemplate(
    noun: "an event types file", titles: ["Event Type Name"])

  /// The kinds that a person uploads.
  static let uploaded = [schedule, agents, eventTypes]

  /// The columns that the error report has beside those of a schedule.
  static let reportTitles = ["Line", "Error Code", "Error"]
}
