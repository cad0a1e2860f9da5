package import Foundation
package import Postgres
package import Scheduling
package import Store

/// Where new error reports go.
package protocol ReportStore: Sendable {
  /// What takes the report of one attempt at an import.
  func writer(account: AccountID, importID: UUID) -> any ReportWriter
}

/// Takes one report, piece by piece.
package protocol ReportWriter: Sendable {
  /// Adds the next piece, in the import's own transaction.
  ///
  /// - Throws: `PostgresError`
  mutating func append(_ piece: [UInt8], in pipeline: inout Pipeline) throws

  /// Sees to it that the report is stored once the import's transaction commits. Without a piece there
  /// is no report.
  ///
  /// - Returns: where it is; nil where it is in the database.
  /// - Throws: `ReportStoreFault`; `CancellationError` where the task is cancelled.
  func finish() async throws -> ReportObject?
}

/// A report could not be stored, for no fault of the file's.
package struct ReportStoreFault: Error, CustomStringConvertible {
  /// What happened, for the operator.
  package let description: String
}

/// How a report is given to those who download it.
package enum ReportFile {
  package static let contentType = "text/csv; charset=utf-8"
  package static let contentDisposition =
    #"attachment; filename="schedule_event_import_errors.csv""#
}
