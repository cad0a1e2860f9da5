package import Postgres
package import Scheduling
import Store

extension PostgresConnection {
  /// The stored events of an account as lines: e-mail, start and end in UTC, type.
  package func storedEvents(of account: AccountID) async throws -> [String] {
    try await transaction { connection in
      var lines: [String] = []
      try ScheduleEventRepository.forEachNamed(
        account: account, from: .earliest, to: .latest, on: connection
      ) { events in
        lines += events.map {
          "\($0.agentEmail) \($0.start.iso8601) \($0.end.iso8601) \($0.eventTypeName)"
        }
      }
      return lines
    }
  }
}
