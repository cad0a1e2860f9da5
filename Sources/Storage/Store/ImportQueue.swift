package import Foundation
package import Postgres
package import Scheduling

/// Imports as the workers see them: a job table.
///
/// A worker polls for candidates and takes the account's advisory lock in the transaction of the
/// import. It counts its attempt on another connection, since the count must survive a rollback.
/// Then it locks the job's row. Only one worker at a time holds an account's advisory lock.
package enum ImportQueue {
  /// A waiting job.
  package struct Candidate: Sendable, Hashable {
    /// The account's number.
    package let account: AccountID
    /// The import's id.
    package let importID: UUID
    /// The account's name, for the log.
    package let accountName: AccountName
    /// The uploaded file's name.
    package let fileName: String
    /// The request id of the upload.
    package let requestID: String
    /// The upload's span in W3C Trace Context; nil for an upload of an earlier version.
    package let traceparent: String?
  }

  /// A job that this worker holds.
  package struct Job: Sendable {
    /// The name of an IANA time zone.
    package let timeZone: String
    /// The format of the file's times.
    package let dateFormat: DateTimeFormat
    /// The size of the uploaded file in bytes.
    package let fileSize: Int
    /// The number of attempts, including the running one.
    package let attempts: Int
    /// The time from the upload to the beginning of the transaction that locks the job.
    package let waited: Duration
  }

  /// Waiting jobs that no worker holds. The job that has been due longest is first.
  ///
  /// A retry is delayed by one minute at most. A job with a later due time was stored before the
  /// database's clock was set back, so it is due now.
  package static func candidates(
    limit: Int, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Candidate] {
    try connection.look(Statements.candidates, Int32(limit))
  }

  /// Counts an attempt. Do not call it on the connection of the attempt.
  ///
  /// The call does not wait for a lock on the job's row, since the lock's holder may be waiting for
  /// this call.
  ///
  /// - Returns: the number of this attempt; nil if all attempts are used up.
  package static func countAttempt(
    _ candidate: Candidate, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Int? {
    try connection.first(
      Statements.countAttempt, candidate.account, candidate.importID,
      Int16(maximumImportAttempts)
    ).map(Int.init)
  }

  /// Locks the job's row until the transaction ends.
  ///
  /// - Returns: nil if the import is finished.
  package static func lock(
    _ candidate: Candidate, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Job? {
    try connection.first(Statements.lock, candidate.account, candidate.importID)
  }

  /// Ends the import with these counts, and commits.
  ///
  /// - Parameter reportObject: the place of the error report; nil if the database has it, or if
  ///   there is none.
  package static func complete(
    _ candidate: Candidate, counts: RowCounts, reportObject: ReportObject? = nil,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.commit { (pipeline) throws(PostgresError) in
      try pipeline.send(
        Statements.complete,
        Completion(candidate: candidate, counts: counts, reportObject: reportObject))
    }
  }

  /// Ends the import as `ERROR`.
  ///
  /// - Parameter reason: a sentence for the operator, not for the uploader.
  package static func fail(
    _ candidate: Candidate, reason: String, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(Statements.fail, candidate.account, candidate.importID, reason)
  }

  /// Returns the job to the queue for a retry after `delay`.
  ///
  /// - Parameter countsAttempt: false removes the running attempt from the count, because the file
  ///   did not cause the failure.
  package static func putBack(
    _ candidate: Candidate, countsAttempt: Bool, delay: Duration,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      Statements.putBack, candidate.account, candidate.importID, Int16(countsAttempt ? 0 : 1),
      Int32(delay.components.seconds))
  }

  /// Returns the job to the queue because its report could not be stored. The attempt is not
  /// counted. The pause before the retry grows from 1 s to 2 s, 4 s and so on, up to
  /// `longestReportPause`.
  ///
  /// - Returns: the number of these retries so far; nil if the import is finished.
  package static func putBackForReport(
    _ candidate: Candidate, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Int? {
    try connection.first(
      Statements.putBackForReport, candidate.account, candidate.importID,
      Int32(longestReportPause.components.seconds)
    ).map(Int.init)
  }

  /// The longest pause between two attempts to store a report.
  package static let longestReportPause: Duration = .seconds(60)

  /// The final state of an import whose file was read.
  struct Completion: NamedParameters {
    let candidate: Candidate
    let counts: RowCounts
    let reportObject: ReportObject?

    static let parameters: [NamedParameter<Self>] = [
      .init("account") { $0.candidate.account },
      .init("import") { $0.candidate.importID },
      .init("status") { $0.counts.status.rawValue },
      .init("total") { Int32($0.counts.total) },
      .init("inserted") { Int32($0.counts.inserted) },
      .init("updated") { Int32($0.counts.updated) },
      .init("unchanged") { Int32($0.counts.unchanged) },
      .init("rejected") { Int32($0.counts.rejected) },
      .init("bucket") { $0.reportObject?.bucket },
      .init("key") { $0.reportObject?.key },
    ]
  }

  enum Statements {
    static let candidates = Statement<Candidate, Int32>(
      """
      SELECT i.account_id, i.import_id,
        -- Not by a join, which could be made for all that wait.
        (SELECT a.external_id FROM accounts a WHERE a.account_id = i.account_id),
        i.file_name, i.request_id, i.traceparent
      FROM imports i
      WHERE i.status = 'PROCESSING'
        AND (i.run_after <= now() OR i.run_after > now() + interval '1 minute')
      ORDER BY i.run_after, i.created_at
      LIMIT $1
      -- Leaves out the rows that workers hold, and stands in no other look-up's way.
      FOR KEY SHARE OF i SKIP LOCKED
      """
    ) { (row) throws(PostgresError) in
      Candidate(
        account: try row.next(), importID: try row.next(), accountName: try row.next(),
        fileName: try row.next(), requestID: try row.next(),
        traceparent: try row.nextIfPresent())
    }

    // `finished_at IS NULL` is equivalent to `status = 'PROCESSING'`, by constraint. The condition
    // of the queue's index is `status = 'PROCESSING'`. A plan made while the queue is empty would
    // read the whole index to find one row. With `finished_at IS NULL` it uses the primary key.

    static let countAttempt = Statement<Int16, AccountID, UUID, Int16>(
      """
      UPDATE imports
      SET attempts = attempts + 1
      WHERE account_id = $1
        AND import_id = $2
        AND EXISTS (
          SELECT FROM imports
          WHERE account_id = $1
            AND import_id = $2
            AND finished_at IS NULL
            AND attempts < $3
          FOR NO KEY UPDATE NOWAIT)
      RETURNING attempts
      """
    ) { (row) throws(PostgresError) in try row.next() }

    static let lock = Statement<Job, AccountID, UUID>(
      """
      SELECT time_zone, date_format, file_size, attempts,
        (extract(epoch FROM now() - created_at) * 1000000)::bigint
      FROM imports
      WHERE account_id = $1
        AND import_id = $2
        AND finished_at IS NULL
      -- The account's advisory lock is held, so the most to wait for is another's look-up.
      FOR UPDATE
      """
    ) { (row) throws(PostgresError) in
      let timeZone: String = try row.next()
      let pattern: String = try row.next()
      guard let dateFormat = DateTimeFormat(rawValue: pattern) else {
        throw .decoding("unknown date format \(pattern)")
      }
      return Job(
        timeZone: timeZone, dateFormat: dateFormat, fileSize: Int(try row.next(Int32.self)),
        attempts: Int(try row.next(Int16.self)),
        waited: .microseconds(try row.next(Int64.self)))
    }

    static let piece = Statement<PostgresBytes, AccountID, UUID, Int32>(
      """
      SELECT bytes
      FROM uploaded_file_chunks
      WHERE account_id = $1
        AND import_id = $2
        AND chunk_number = $3
      """
    ) { (row) throws(PostgresError) in try row.next() }

    static let complete = Statement<Void, Completion>(
      """
      UPDATE imports
      SET status = $status, finished_at = clock_timestamp(), rows_total = $total,
        rows_inserted = $inserted, rows_updated = $updated, rows_unchanged = $unchanged,
        rows_rejected = $rejected, report_bucket = $bucket, report_key = $key
      WHERE account_id = $account
        AND import_id = $import
      """)

    static let fail = Statement<Void, AccountID, UUID, String>(
      """
      UPDATE imports
      SET status = 'ERROR', finished_at = clock_timestamp(), failure_reason = $3
      WHERE account_id = $1
        AND import_id = $2
        AND finished_at IS NULL
      """)

    static let putBack = Statement<Void, AccountID, UUID, Int16, Int32>(
      """
      UPDATE imports
      SET attempts = greatest(attempts - $3, 0), run_after = now() + $4 * interval '1 second'
      WHERE account_id = $1
        AND import_id = $2
        AND finished_at IS NULL
      """)

    static let putBackForReport = Statement<Int16, AccountID, UUID, Int32>(
      """
      UPDATE imports
      SET attempts = greatest(attempts - 1, 0), report_faults = report_faults + 1,
        run_after = now() + least(2 ^ least(report_faults, 16), $3) * interval '1 second'
      WHERE account_id = $1
        AND import_id = $2
        AND finished_at IS NULL
      RETURNING report_faults
      """
    ) { (row) throws(PostgresError) in try row.next() }

    static let all: [any PreparableStatement] = [
      candidates, countAttempt, lock, piece, complete, fail, putBack, putBackForReport,
    ]
  }
}
