package import Foundation
package import Postgres
package import Scheduling

/// Where new error reports go.
package protocol ReportStore: Sendable {
  /// What takes the report of one attempt at an import.
  func writer(account: AccountID, importID: UUID) -> any ReportWriter
}

/// Passes a whole report to `take`, piece by piece, and each time the same one.
///
/// - Throws: what `take` throws, and its own errors.
package typealias ReportSource =
  @Sendable (_ take: @Sendable (_ piece: [UInt8]) async throws -> Void) async throws -> Void

/// Takes one report, piece by piece.
package protocol ReportWriter: Sendable {
  /// Adds the next piece, in the import's own transaction.
  ///
  /// - Throws: `PostgresError`
  mutating func append(_ piece: [UInt8], in pipeline: inout Pipeline) throws

  /// Whether `finish` has a report to store outside of the database, which may take long.
  var hasToStore: Bool { get }

  /// Ensures that the report is stored once the import's transaction commits. Without a piece there
  /// is no report.
  ///
  /// - Parameter source: the report once more; used if it was too long to be kept.
  /// - Returns: where it is; nil if it is in the database, or if there is none.
  /// - Throws: `ReportStoreFault`; `CancellationError` if the task is cancelled; what `source` throws.
  func finish(from source: @escaping ReportSource) async throws -> ReportObject?
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
