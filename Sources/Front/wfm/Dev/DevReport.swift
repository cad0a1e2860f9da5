import CSV
import Foundation
import Postgres
import Scheduling
import Server
import Store

/// Prints the outcome of an import for people.
struct DevReport: Sendable {
  let composition: Composition
  let importID: UUID
  let timeZone: String

  /// The most rows of a table. Further rows are only counted.
  private static let shownRows = 20
  private static let shownEvents = 5

  func print(status: DevClient.Status, errorReport: [UInt8]?) async throws {
    let zone = try composition.timeZones().zone(named: timeZone)
    let (outcome, events) = try await composition.connection().run { [importID] connection in
      try await connection.transaction { connection in
        let outcome = try ImportRepository.outcome(
          of: importID, account: DevCommand.account, on: connection)
        let account = try AccountRepository.create(
          DevCommand.account, on: connection)
        var events: [ScheduleEventRepository.NamedEvent] = []
        try ScheduleEventRepository.forEachNamed(
          account: account.id, from: .earliest, to: .latest, limit: Self.shownEvents,
          on: connection
        ) { events += $0 }
        return (outcome, events)
      }
    }
    printLine("\nImport \(status.id): \(status.status)")
    if let counts = outcome?.counts {
      printLine(
        """
        \(counts.total) rows: \(counts.inserted) inserted, \(counts.updated) updated, \
        \(counts.unchanged) unchanged, \(counts.rejected) rejected
        """)
    }
    if let reason = outcome?.failureReason {
      printLine("Reason: \(ShownText.escaped(reason, limit: .max))")
    }
    if let errorReport { printLine("\nRejected rows:\n\(Self.rejectedRows(errorReport))") }
    printLine("\nFirst stored events (\(timeZone)):\n\(Self.table(of: events, zone: zone))")
  }

  private static func rejectedRows(_ report: [UInt8]) -> String {
    var table = TextTable(["LINE", "AGENT EMAIL", "START", "ERROR CODE", "ERROR"])
    var reader = CSVReader(maximumFields: 8)
    report.withUnsafeBytes { reader.append($0) }
    reader.finish()
    var count = 0
    while let cells = reader.next({ record in
      (0..<min(8, record.fieldCount)).map { String(decoding: record[$0], as: UTF8.self) }
    }) {
      count += 1
      // The first record is the header.
      guard count > 1, count <= shownRows + 1, cells.count == 8 else { continue }
      table.add([cells[0], cells[2], cells[3], cells[6], cells[7]])
    }
    let rest = count - 1 - shownRows
    return table.text + (rest > 0 ? "\n… and \(rest) more" : "")
  }

  private static func table(
    of events: [ScheduleEventRepository.NamedEvent], zone: TimeZoneRules
  ) -> String {
    var table = TextTable(["AGENT", "EMAIL", "START", "END", "EVENT TYPE"])
    for event in events {
      table.add([
        event.agentName, event.agentEmail, "\(zone.local(at: event.start).dateTime)",
        "\(zone.local(at: event.end).dateTime)", event.eventTypeName,
      ])
    }
    return table.text
  }
}
