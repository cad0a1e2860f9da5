/// The columns of a schedule file, in order.
package enum ScheduleColumn: Int, CaseIterable, Sendable {
  case agentName, agentEmail, startTime, endTime, eventTypeName

  /// The column's name in the header, to the letter.
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
