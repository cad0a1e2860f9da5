import Foundation
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

/// The schema forbids states that no statement of this project creates.
@Suite("Store: the schema", .timeLimit(.minutes(5)))
struct ConstraintTests {
  static let updates: [(change: String, constraint: String)] = [
    ("status = 'DONE', finished_at = now()", "imports_status"),
    ("status = 'imported', finished_at = now()", "imports_status"),
    ("finished_at = now()", "imports_finished"),
    ("failure_reason = 'x'", "imports_failure"),
    ("status = 'ERROR', finished_at = now()", "imports_failure"),
    ("status = 'ERROR', failure_reason = 'x'", "imports_finished"),
    ("rows_total = 0", "imports_counts"),
    (
      "status = 'ERROR', finished_at = now(), failure_reason = 'x', rows_rejected = 1",
      "imports_counts"
    ),
    (
      """
      status = 'IMPORTED', finished_at = now(), rows_total = 2, rows_inserted = 1,
      rows_updated = 0, rows_unchanged = 0, rows_rejected = 0
      """, "imports_counts"
    ),
    (
      """
      status = 'IMPORTED', finished_at = now(), rows_total = 1, rows_inserted = 0,
      rows_updated = 0, rows_unchanged = 0, rows_rejected = 1
      """, "imports_counts"
    ),
    (
      """
      status = 'IMPORTED_WITH_ERRORS', finished_at = now(), rows_total = 1, rows_inserted = 1,
      rows_updated = 0, rows_unchanged = 0, rows_rejected = 0
      """, "imports_counts"
    ),
    ("status = 'IMPORTED', finished_at = now()", "imports_counts"),
    ("status = 'IMPORTED_WITH_ERRORS', finished_at = now()", "imports_counts"),
    ("report_faults = -1", "imports_report_faults"),
    ("report_bucket = 'b', report_key = 'k'", "imports_report_object"),
    (
      """
      status = 'IMPORTED_WITH_ERRORS', finished_at = now(), rows_total = 1, rows_inserted = 0,
      rows_updated = 0, rows_unchanged = 0, rows_rejected = 1, report_bucket = 'b'
      """, "imports_report_object"
    ),
    (
      """
      status = 'IMPORTED', finished_at = now(), rows_total = 1, rows_inserted = 1,
      rows_updated = 0, rows_unchanged = 0, rows_rejected = 0, report_bucket = 'b', report_key = 'k'
      """, "imports_report_object"
    ),
    ("attempts = 4", "imports_attempts"),
    ("attempts = -1", "imports_attempts"),
    ("file_size = 5242881", "imports_file_size"),
    ("file_size = -1", "imports_file_size"),
  ]

  @Test(arguments: updates.indices)
  func `rejects an import in an illegal state`(index: Int) async throws {
    let (change, constraint) = Self.updates[index]
    let store = try await StoredImport()
    _ = try await store.accept()
    let error = await #expect(throws: PostgresError.self) {
      try await store.script("UPDATE imports SET \(change)")
    }
    #expect(error?.violates(constraint: constraint) == true, "\(error.debugDescription)")
  }

  static let inserts: [(statement: String, constraint: String)] = [
    ("INSERT INTO accounts (external_id) VALUES ('')", "accounts_external_id_length"),
    (
      "INSERT INTO accounts (external_id) VALUES (repeat('é', 65))", "accounts_external_id_length"
    ),
    ("INSERT INTO accounts (external_id) VALUES ('acme')", "accounts_external_id_key"),
    (
      "INSERT INTO agents (account_id, name, email, email_key) VALUES (1, '', 'a', 'a')",
      "agents_name_not_empty"
    ),
    (
      "INSERT INTO agents (account_id, name, email, email_key) VALUES (1, 'a', '', '')",
      "agents_email_not_empty"
    ),
    (
      """
      INSERT INTO agents (account_id, name, email, email_key)
      VALUES (1, 'a', 'a', 'a'), (1, 'b', 'A', 'a')
      """, "agents_email_key"
    ),
    (
      "INSERT INTO event_types (account_id, name, name_key) VALUES (1, '', '')",
      "event_types_name_not_empty"
    ),
    (
      "INSERT INTO event_types (account_id, name, name_key) VALUES (1, 'a', 'a'), (1, 'A', 'a')",
      "event_types_name_key"
    ),
    (
      "INSERT INTO schedule_events VALUES (1, 1, 1, now(), now())",
      "schedule_events_end_after_start"
    ),
    (
      """
      INSERT INTO schedule_events
      VALUES (1, 1, 1, 'today', 'tomorrow'), (1, 1, 1, 'today', 'infinity')
      """, "schedule_events_pkey"
    ),
    (
      """
      INSERT INTO imports (account_id, import_id, file_name, file_size, time_zone, date_format,
        request_id)
      SELECT 1, gen_random_uuid(), '', 0, '', '', '' FROM generate_series(1, 2)
      """, "imports_one_in_progress"
    ),
    (
      "INSERT INTO uploaded_file_chunks VALUES (1, gen_random_uuid(), 0, '')",
      "uploaded_file_chunks_account_id_import_id_fkey"
    ),
    (
      "INSERT INTO agents (account_id, name, email, email_key) VALUES (2, 'a', 'a', 'a')",
      "agents_account_id_fkey"
    ),
  ]

  @Test(arguments: inserts.indices)
  func `rejects rows without a meaning`(index: Int) async throws {
    let (statement, constraint) = Self.inserts[index]
    let store = try await StoredImport()
    #expect(store.account == AccountID(1))
    let error = await #expect(throws: PostgresError.self) { try await store.script(statement) }
    #expect(error?.violates(constraint: constraint) == true, "\(error.debugDescription)")
  }

  @Test func `allows 128 bytes of an account's id`() async throws {
    let store = try await StoredImport()
    try await store.script("INSERT INTO accounts (external_id) VALUES (repeat('é', 64))")
    #expect(try await store.count("accounts") == 2)
  }
}
