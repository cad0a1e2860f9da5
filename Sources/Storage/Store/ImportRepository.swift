package import Foundation
package import Postgres
package import Scheduling

/// Imports as their uploader sees them: uploads and polls.
package enum ImportRepository {
  /// The database's answer to an upload.
  package enum Acceptance: Sendable {
    case accepted
    /// The account has an import in progress, with this id; nil if it has ended since.
    case busy(UUID?)
    /// The account does not exist or is inactive.
    case unknownAccount
  }

  /// Stores the import and its file in one transaction and then notifies the workers, all in one
  /// round trip.
  package static func accept(
    _ upload: Upload, account: AccountName, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Acceptance {
    do {
      // The NOTIFY follows the commit. A commit with a NOTIFY holds a server-wide lock until it is
      // on disk, on the standby too. If a notification is lost, the worker finds the import at its
      // next poll.
      let results = try connection.pipeline(notifying: channel) {
        (pipeline) throws(PostgresError) in
        // This is the first statement, so that a second import of the account is rejected before
        // its file is written.
        try pipeline.send(
          Statements.insert, NewImport(account: account, upload: upload))
        for (number, piece) in upload.pieces.enumerated() {
          try pipeline.send(
            Statements.insertPiece, account, upload.id, Int32(number),
            PostgresBytes(piece))
        }
      }
      let inserted = try results.first?.rows(of: Statements.insert) ?? []
      return inserted.isEmpty ? .unknownAccount : .accepted
    } catch {
      guard error.violates(constraint: "imports_one_in_progress") else { throw error }
      return .busy(try connection.first(Statements.inProgress, account))
    }
  }

  /// The standings of the imports, in one round trip. An import that its account does not have
  /// gives nil.
  package static func standings(
    of names: [ImportName], on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [ImportStanding?] {
    let results = try connection.pipeline { (pipeline) throws(PostgresError) in
      for name in names {
        try pipeline.send(Statements.standing, name.account, name.id)
      }
    }
    return try results.map { (result) throws(PostgresError) in
      try result.rows(of: Statements.standing).first
    }
  }

  /// The import's outcome; nil if this account has no such import.
  package static func outcome(
    of id: UUID, account: AccountName, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> ImportOutcome? {
    try connection.first(Statements.outcome, account, id)
  }

  /// The channel that workers listen to.
  package static let channel: StaticString = "wfm_imports"

  /// The time zones of an account's stored imports.
  package static func timeZones(
    account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [String] {
    try connection.query(Statements.timeZones, account)
  }

  /// An import to be stored.
  struct NewImport: NamedParameters {
    let account: AccountName
    let upload: Upload

    static let parameters: [NamedParameter<Self>] = [
      .init("account") { $0.account },
      .init("import") { $0.upload.id },
      .init("file_name") { $0.upload.fileName },
      .init("file_size") { Int32($0.upload.size) },
      .init("time_zone") { $0.upload.timeZone },
      .init("date_format") { $0.upload.dateFormat.rawValue },
      .init("request") { $0.upload.origin.requestID ?? "" },
      .init("actor") { $0.upload.origin.actor },
      .init("address") { $0.upload.origin.remoteAddress },
      .init("traceparent") { $0.upload.traceparent },
    ]
  }

  enum Statements {
    static let timeZones = Statement<String, AccountID>(
      "SELECT DISTINCT time_zone FROM imports WHERE account_id = $1 ORDER BY time_zone"
    ) { (row) throws(PostgresError) in try row.next() }

    static let insert = Statement<Bool, NewImport>(
      """
      WITH accepted AS (
        INSERT INTO imports
          (account_id, import_id, file_name, file_size, time_zone, date_format, request_id,
            traceparent)
        SELECT account_id, $import, $file_name, $file_size, $time_zone, $date_format, $request,
          $traceparent
        FROM accounts
        WHERE external_id = $account
          AND active
        RETURNING account_id
      )
      INSERT INTO audit_events
        (account_id, actor, action, target, detail, remote_address, request_id)
      SELECT account_id, $actor, 'import.accept', $import::text,
        json_build_object('file_name', $file_name, 'file_size', $file_size)::text, $address,
        $request
      FROM accepted
      RETURNING true
      """
    ) { (row) throws(PostgresError) in try row.next() }

    static let insertPiece = Statement<Void, AccountName, UUID, Int32, PostgresBytes>(
      """
      INSERT INTO uploaded_file_chunks (account_id, import_id, chunk_number, bytes)
      SELECT account_id, import_id, $3, $4
      FROM imports
      WHERE account_id = (SELECT account_id FROM accounts WHERE external_id = $1)
        AND import_id = $2
      """)

    static let inProgress = Statement<UUID, AccountName>(
      """
      SELECT import_id
      FROM imports
      WHERE account_id = (SELECT account_id FROM accounts WHERE external_id = $1)
        AND status = 'PROCESSING'
      """
    ) { (row) throws(PostgresError) in try row.next() }

    static let standing = Statement<ImportStanding, AccountName, UUID>(
      """
      SELECT status, report_bucket, report_key
      FROM imports
      WHERE account_id = (SELECT account_id FROM accounts WHERE external_id = $1 AND active)
        AND import_id = $2
      """
    ) { (row) throws(PostgresError) in
      let status = try row.nextStatus()
      let bucket: String? = try row.nextIfPresent()
      let key: String? = try row.nextIfPresent()
      let object = bucket.flatMap { bucket in key.map { ReportObject(bucket: bucket, key: $0) } }
      return ImportStanding(status: status, reportObject: object)
    }

    static let outcome = Statement<ImportOutcome, AccountName, UUID>(
      """
      SELECT status, rows_inserted, rows_updated, rows_unchanged, rows_rejected, failure_reason
      FROM imports
      WHERE account_id = (SELECT account_id FROM accounts WHERE external_id = $1)
        AND import_id = $2
      """
    ) { (row) throws(PostgresError) in
      let status = try row.nextStatus()
      let inserted: Int32? = try row.nextIfPresent()
      let updated: Int32? = try row.nextIfPresent()
      let unchanged: Int32? = try row.nextIfPresent()
      let rejected: Int32? = try row.nextIfPresent()
      let counts = inserted.map { inserted in
        RowCounts(
          inserted: Int(inserted), updated: Int(updated ?? 0), unchanged: Int(unchanged ?? 0),
          rejected: Int(rejected ?? 0))
      }
      return ImportOutcome(status: status, counts: counts, failureReason: try row.nextIfPresent())
    }

    static let all: [any PreparableStatement] = [
      timeZones, insert, insertPiece, inProgress, standing, outcome,
    ]
  }
}
