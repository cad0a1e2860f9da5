/// The columns of a schedule file, in order. The raw values are their indices.
package enum ScheduleColumn: Int, CaseIterable, Sendable {
  case agentName, agentEmail, startTime, endTime, eventTypeName

  /// The exact title of the column.
  package var title: StaticString {
    switch self {
    case .agentName: "Agent Name"
    case .agentEmail: "Agent Email"
    case .startTime: "Start Time"
    case .endTime: "End Time"
    case .eventTypeName: "Event Type Name"
    }
  }
}
