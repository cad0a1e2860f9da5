import Logging
import Postgres
import Reports
import Scheduling
import Store

/// Stores the report of an import outside the database, while the import's transaction is idle.
struct ReportStorage: Sendable {
  let candidate: ImportQueue.Candidate
  /// The writer that received the report's pieces.
  let writer: any ReportWriter
  let format: DateTimeFormat
  /// The time zone rules with which the rows were read.
  let zone: TimeZoneRules
  /// The reference data with which the rows were checked.
  let reference: ReferenceKeys
  let fileSize: Int
  /// The result of the first reading.
  let decision: ScheduleFile.Decision

  /// The interval of keep-alive queries. The session's idle timeout is at least 120 s.
  private static let heartbeat: Duration = .seconds(30)

  /// - Parameter connection: the connection of the import's transaction, which is idle meanwhile.
  /// - Returns: the address of the report; nil if it is in the database.
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

  /// Reads the file a second time to produce the report again.
  private func rewrite(
    on connection: isolated PostgresConnection,
    to take: @Sendable (_ piece: [UInt8]) async throws -> Void
  ) async throws {
    var file = ScheduleFile(
      reference: ReferenceData(reference), format: format, zone: zone, size: fileSize,
      decision: decision)
    var number = 0
    while let piece = try ImportQueue.piece(number, of: candidate, on: connection) {
      try piece.withUnsafeBytes { try file.read($0) }
      if let piece = file.takeReportPiece(isLast: false) { try await take(piece) }
      number += 1
    }
    try file.finish()
    if let piece = file.takeReportPiece(isLast: true) { try await take(piece) }
  }
}
