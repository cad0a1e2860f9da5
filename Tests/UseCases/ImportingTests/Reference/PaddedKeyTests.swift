import Postgres
import Scheduling
import TestSupport
import Testing

@Suite("E-mails and event types with invisible characters", .timeLimit(.minutes(5)))
struct PaddedKeyTests {
  private static let rows =
    "Ann,\u{FEFF}ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\u{200B}\n"
    + "Ann,ANN@example.com\u{200B}\u{A0},09:00 2026-06-02,17:00 2026-06-02,\u{200E}shift\n"
    + "Ann,ann@example.com,09:00 2026-06-03,17:00 2026-06-03,Shift\n"

  @Test func `are found without them at the ends, but not inside`() async throws {
    let account = try await ScheduleAccount()
    let outcome = try await account.importRows(
      Self.rows + "Ann,a\u{200B}nn@example.com,09:00 2026-06-04,17:00 2026-06-04,Shift\n")
    #expect(outcome.events.count == 3)
    #expect(outcome.rejected.count == 1)
  }

  /// Until 29 November 2026, keys kept zero-width characters.
  @Test func `are found under keys that were made by an older rule`() async throws {
    let account = try await ScheduleAccount()
    try await account.database.connection().run {
      try $0.executeScript(
        """
        UPDATE agents SET email_key = email_key || U&'\\200B';
        UPDATE event_types SET name_key = U&'\\FEFF' || name_key;
        """)
    }
    let outcome = try await account.importRows(Self.rows)
    #expect(outcome.status == .imported && outcome.events.count == 3, "\(outcome.rejected)")
  }

  @Test func `are found under their exact key, even if there is an older key`()
    async throws
  {
    let account = try await ScheduleAccount()
    try await account.database.connection().run {
      try $0.executeScript(
        """
        INSERT INTO agents (account_id, name, email, email_key, active)
        SELECT account_id, 'Ann', 'ann', U&'ann@example.com\\200B', false FROM accounts;
        """)
    }
    let outcome = try await account.importRows(Self.rows)
    #expect(outcome.status == .imported && outcome.events.count == 3, "\(outcome.rejected)")
  }
}
