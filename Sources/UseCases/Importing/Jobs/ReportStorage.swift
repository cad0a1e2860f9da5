import Logging
import Postgres
import Reports
import Scheduling
import Store

/// Stores the report of an import whose transaction waits for it, if the report does not go to the
/// database.
struct ReportStorage: Sendable {
  let candidate: ImportQueue.Candidate
  /// With the report's pieces, or as many as it keeps.
  let writer: any ReportWriter
  let format: DateTimeFormat
  /// The rules that the file's rows were read by.
  let zone: TimeZoneRules
  /// What the file's rows were checked against.
  let reference: ReferenceEntries
  let fileSize: Int
  /// What the readings of the file found.
  let decision: ScheduleFile.Decision

  /// How often the waiting transaction's session is heard of: its idle time-out is 120 s at least.
  private static let heartbeat: Duration = .seconds(30)

  /// - Parameter connection: the import's own; its transaction lies idle meanwhile.
  /// - Returns: where the report is; nil if it is in the database.
  /// - Throws: `ReportStoreFault`; `PostgresError` if the session is lost; `CancellationError`
  func store(on connection: PostgresConnection) async throws -> ReportObject? {
    try await withThrowingTaskGroup(of: ReportObject?.self) { group in
      group.addTask {
        try await writer.finish { take in try await rewrite(on: connection, to: take) }
      }
      group.addTask {
        while true {
          try await Task.sleep(for: Self.heartbeat)
          try await connection.keepAlive()
        }
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  /// Reads the file a second time, for the sake of the report alone.
  private func rewrite(
    on connection: isolated PostgresConnection,
    to take: @Sendable (_ piece: [UInt8]) async throws -> Void
  ) async throws {
    var file = ScheduleFile(
      reference: ReferenceData(reference), format: format, zone: zone, size: fileSize,
      decision: decision)
    var number = 0
    while let chunk = try ImportQueue.piece(number, of: candidate, on: connection) {
      try chunk.withUnsafeBytes { try file.read($0) }
      if let piece = file.takeReportChunk(isLast: false) { try await take(piece) }
      number += 1
    }
    try file.finish()
    if let piece = file.takeReportChunk(isLast: true) { try await take(piece) }
  }
}
