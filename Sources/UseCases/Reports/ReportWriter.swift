package import Postgres
package import Scheduling

/// Passes a whole report to `take`, piece by piece. Each call passes the same report.
///
/// - Throws: errors of `take`, and its own errors.
package typealias ReportSource =
  @Sendable (_ take: @Sendable (_ piece: [UInt8]) async throws -> Void) async throws -> Void

/// Receives one report, piece by piece.
package protocol ReportWriter: Sendable {
  /// Adds the next piece, in the transaction of the import.
  ///
  /// - Throws: `PostgresError`
  mutating func append(_ piece: [UInt8], in pipeline: inout Pipeline) throws

  /// Whether `finish` will store a report outside the database, which may take long.
  var hasToStore: Bool { get }

  /// Ensures that the report is stored once the import's transaction commits. If no piece was
  /// added, there is no report.
  ///
  /// - Parameter source: produces the report again if it was too long to be kept.
  /// - Returns: the address of the report; nil if it is in the database, or if there is no report.
  /// - Throws: `ReportStoreFault`; `CancellationError` if the task is cancelled; the errors of
  ///   `source`.
  func finish(from source: @escaping ReportSource) async throws -> ReportObject?
}
