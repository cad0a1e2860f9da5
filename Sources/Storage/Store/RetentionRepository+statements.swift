import Postgres
import Scheduling

extension RetentionRepository {
  /// The age limit of each kind, in seconds; nil keeps all entries of the kind.
  struct KeptAges: NamedParameters {
    let account: AccountID
    let seconds: [Kind: Int64]

    static let parameters: [NamedParameter<Self>] =
      [.init("account") { $0.account }]
      + Kind.allCases.map { kind in .init(kind.rawValue) { $0.seconds[kind] } }
  }

  enum Statements {
    static let accounts = Statement<AccountID, AccountID, Int32>(
      """
      SELECT account_id
      FROM accounts
      WHERE account_id > $1
      ORDER BY account_id
      LIMIT $2
      """
    ) { (row) throws(PostgresError) in try row.next() }

    static let removeFiles = Statement<Void, AccountID, Int64, Int32>(
      """
      WITH due AS (
        SELECT import_id
        FROM imports
        WHERE account_id = $1
          AND finished_at < now() - $2 * interval '1 second'
          AND NOT file_removed
        ORDER BY finished_at
        LIMIT $3
        FOR NO KEY UPDATE SKIP LOCKED
      ), removed AS (
        DELETE FROM uploaded_file_chunks c
        USING due d
        WHERE c.account_id = $1
          AND c.import_id = d.import_id
      )
      UPDATE imports i
      SET file_removed = true
      FROM due d
      WHERE i.account_id = $1
        AND i.import_id = d.import_id
      """)

    static let removeReports = Statement<Void, AccountID, Int64, Int32>(
      """
      WITH due AS (
        SELECT import_id
        FROM imports
        WHERE account_id = $1
          AND status = 'IMPORTED_WITH_ERRORS'
          AND finished_at < now() - $2 * interval '1 second'
          AND NOT report_removed
        ORDER BY finished_at
        LIMIT $3
        FOR NO KEY UPDATE SKIP LOCKED
      ), removed AS (
        DELETE FROM error_report_chunks c
        USING due d
        WHERE c.account_id = $1
          AND c.import_id = d.import_id
      )
      UPDATE imports i
      SET report_removed = true
      FROM due d
      WHERE i.account_id = $1
        AND i.import_id = d.import_id
      """)

    // The foreign keys delete the pieces of file and report.
    static let removeImports = Statement<Void, AccountID, Int64, Int32>(
      """
      WITH due AS (
        SELECT import_id
        FROM imports
        WHERE account_id = $1
          AND finished_at < now() - $2 * interval '1 second'
        ORDER BY finished_at
        LIMIT $3
        FOR UPDATE SKIP LOCKED
      )
      DELETE FROM imports i
      USING due d
      WHERE i.account_id = $1
        AND i.import_id = d.import_id
      """)

    static let removeAudit = Statement<Void, AccountID, Int64, Int32>(
      """
      DELETE FROM audit_events
      WHERE account_id = $1
        AND audit_id IN (
          SELECT audit_id
          FROM audit_events
          WHERE account_id = $1
            AND at < now() - $2 * interval '1 second'
          ORDER BY at
          LIMIT $3
        )
      """)

    static let removeEvents = Statement<Void, AccountID, Int64, Int32>(
      """
      DELETE FROM schedule_events
      WHERE account_id = $1
        AND (start_at, agent_id, event_type_id) IN (
          SELECT start_at, agent_id, event_type_id
          FROM schedule_events
          WHERE account_id = $1
            AND start_at < now() - $2 * interval '1 second'
            AND end_at < now() - $2 * interval '1 second'
          ORDER BY start_at, agent_id, event_type_id
          LIMIT $3
        )
      """)

    // The columns are in the order of the kinds. A kind whose age is null is not counted.
    static let count = Statement<[Kind: Int], KeptAges>(
      """
      SELECT
        (SELECT count(*)
         FROM imports
         WHERE account_id = $account
           AND finished_at < now() - $files * interval '1 second'
           AND NOT file_removed),
        (SELECT count(*)
         FROM imports
         WHERE account_id = $account
           AND status = 'IMPORTED_WITH_ERRORS'
           AND finished_at < now() - $reports * interval '1 second'
           AND NOT report_removed),
        (SELECT count(*)
         FROM imports
         WHERE account_id = $account
           AND finished_at < now() - $imports * interval '1 second'),
        (SELECT count(*)
         FROM audit_events
         WHERE account_id = $account
           AND at < now() - $audit * interval '1 second'),
        (SELECT count(*)
         FROM schedule_events
         WHERE account_id = $account
           AND start_at < now() - $events * interval '1 second'
           AND end_at < now() - $events * interval '1 second')
      """
    ) { (row) throws(PostgresError) in
      var counts: [Kind: Int] = [:]
      for kind in Kind.allCases {
        counts[kind] = Int(try row.next(Int64.self))
      }
      return counts
    }

    static let removeBuckets = Statement<Void, AccountID>(
      """
      DELETE FROM rate_buckets
      WHERE account_id = $1
        AND full_at < now() - interval '1 hour'
      """)

    // Five minutes after expiry, as in ClientAssertionRepository.
    static let removeAssertions = Statement<Void, Int32>(
      """
      DELETE FROM client_assertions
      WHERE (client_id, jti_hash) IN (
        SELECT client_id, jti_hash
        FROM client_assertions
        WHERE expires_at < now() - interval '5 minutes'
        ORDER BY expires_at
        LIMIT $1
        FOR UPDATE SKIP LOCKED
      )
      """)

    static let all: [any PreparableStatement] = [
      accounts, removeFiles, removeReports, removeImports, removeAudit, removeEvents, count,
      removeBuckets, removeAssertions,
    ]
  }
}
