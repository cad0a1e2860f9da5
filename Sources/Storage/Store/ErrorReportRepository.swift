package import Foundation
package import Postgres
package import Scheduling

/// Error reports in the database, in pieces.
package enum ErrorReportRepository {
  /// Adds the report's next piece, in the transaction of its import.
  ///
  /// - Precondition: `bytes` has at most `ReportSize.longestPiece` bytes.
  package static func append(
    _ bytes: [UInt8], number: Int, account: AccountID, importID: UUID,
    in pipeline: inout Pipeline
  ) throws(PostgresError) {
    try pipeline.sendForEffect(
      Statements.append, account, importID, Int32(number), PostgresBytes(bytes))
  }

  /// The report's piece with this number, counted from 0; nil after the last, or if the account has
  /// no such report.
  package static func piece(
    _ number: Int, importID: UUID, account: AccountName,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [UInt8]? {
    try connection.first(Statements.piece, account, importID, Int32(number))?.bytes
  }

  /// The size of a whole report; nil if the account has no such report.
  package static func size(
    importID: UUID, account: AccountName, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> ReportSize? {
    let size = try connection.first(Statements.size, account, importID)
    return size.flatMap { $0.pieces > 0 ? $0 : nil }
  }

  enum Statements {
    static let append = Statement<Void, AccountID, UUID, Int32, PostgresBytes>(
      """
      INSERT INTO error_report_chunks (account_id, import_id, chunk_number, bytes)
      VALUES ($1, $2, $3, $4)
      """)

    static let piece = Statement<PostgresBytes, AccountName, UUID, Int32>(
      """
      SELECT bytes
      FROM error_report_chunks
      WHERE account_id = (SELECT account_id FROM accounts WHERE external_id = $1 AND active)
        AND import_id = $2
        AND chunk_number = $3
      """
    ) { (row) throws(PostgresError) in try row.next() }

    /// A length is read without the bytes.
    static let size = Statement<ReportSize, AccountName, UUID>(
      """
      SELECT count(*), coalesce(sum(octet_length(bytes)), 0)::int8
      FROM error_report_chunks
      WHERE account_id = (SELECT account_id FROM accounts WHERE external_id = $1 AND active)
        AND import_id = $2
      """
    ) { (row) throws(PostgresError) in
      let pieces: Int64 = try row.next()
      let bytes: Int64 = try row.next()
      return ReportSize(pieces: Int(pieces), bytes: Int(bytes))
    }

    static let all: [any PreparableStatement] = [append, piece, size]
  }
}
