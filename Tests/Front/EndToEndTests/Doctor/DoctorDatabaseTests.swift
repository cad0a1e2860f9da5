import TestSupport
import Testing

/// Tests broken databases. `Operations/compose.py` tests a sound database, because the test server
/// runs without durability.
@Suite("wfm doctor on a database", .timeLimit(.minutes(10)))
struct DoctorDatabaseTests {
  @Test func `reports settings with which the server may lose committed data`() async throws {
    let installation = try await Installation()
    let problem = try await installation.diagnosis().problem("durability")
    #expect(problem.message.contains("fsync, full_page_writes, synchronous_commit"))
  }

  @Test func `reports migrations that are not applied, and reads no table`() async throws {
    let installation = try Installation(
      connectionString: try await TestDatabase.empty().connectionString)
    let diagnosis = try await installation.diagnosis()
    let problem = try diagnosis.problem("migrations")
    #expect(problem.message.hasPrefix("not applied: 1 accounts, 2 imports"))
    #expect(problem.remedy == "Run `wfm migrate up`.")
    #expect(diagnosis.state(of: "imports") == nil)
    #expect(
      try await installation.value(
        "SELECT to_regclass('accounts') IS NULL", as: Bool.self) == true)
  }

  @Test func `reports newer migrations, and the one that this version cannot work with`()
    async throws
  {
    let installation = try await Installation()
    try await installation.applyLaterMigration(needs: 0)
    #expect(try await installation.diagnosis().state(of: "migrations") == "note")
    try await installation.applyLaterMigration(needs: 1000)
    let problem = try await installation.diagnosis().problem("migrations")
    #expect(problem.message.contains("only versions work that know migration 1000"))
  }

  @Test func `reports a migration that was changed`() async throws {
    let installation = try await Installation()
    try await installation.execute(
      "UPDATE schema_migrations SET checksum = '\\x00' WHERE number = 2")
    let problem = try await installation.diagnosis().problem("migrations")
    #expect(problem.message.hasPrefix("Migration 2 (imports) was changed"))
  }

  @Test func `reports a server that cannot be reached`() async throws {
    let installation = try Installation(connectionString: "host=/nonexistent password=xyzzy")
    let ending = try await installation.run("doctor")
    #expect(ending.status == 1)
    #expect(ending.output.contains("PROBLEM  database"))
    #expect(ending.output.contains("/nonexistent"))
    #expect(!(ending.output + ending.errors).contains("xyzzy"))
  }

  @Test func `reports an encoding that cannot hold every name`() async throws {
    let installation = try await Installation()
    try await installation.execute(
      "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    let url = try #require(installation.environment["WFM_DATABASE_URL"])
    let diagnosis = try await installation.diagnosis(
      settings: ["WFM_DATABASE_URL": "\(url) dbname=latin"])
    #expect(try diagnosis.problem("encoding").message.contains("LATIN1"))
  }

  /// The server's clock cannot be set, but the function that reads it can be replaced.
  @Test(arguments: [("-", "behind"), ("+", "ahead of")])
  func `reports clocks that differ`(sign: String, word: String) async throws {
    let installation = try await Installation()
    try await installation.execute(
      """
      CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
        $$ SELECT pg_catalog.clock_timestamp() \(sign) interval '95 seconds' $$;
      DO $$
      BEGIN
        EXECUTE format(
          'ALTER DATABASE %I SET search_path = public, pg_catalog', current_database());
      END
      $$
      """)
    let problem = try await installation.diagnosis().problem("clock")
    #expect(problem.message.contains("is 9"))
    #expect(problem.message.hasSuffix(" s \(word) this machine's"))
  }

  @Test func `reports pools that are larger than the server allows`() async throws {
    let installation = try await Installation()
    let diagnosis = try await installation.diagnosis(
      settings: ["WFM_DATABASE_POOL_SIZE": "500"])
    #expect(try diagnosis.problem("connections").message.contains("uses up to 507"))
    #expect(
      try await installation.diagnosis("--work", settings: ["WFM_DATABASE_POOL_SIZE": "500"])
        .state(of: "connections") == "ok")
  }

  @Test func `reports imports that no worker runs, and unknown time zones`()
    async throws
  {
    let installation = try await Installation()
    try await installation.makeAccount()
    try await installation.execute(
      """
      INSERT INTO imports (account_id, import_id, file_name, file_size, time_zone, date_format,
          request_id, created_at)
        SELECT account_id, gen_random_uuid(), 'a.csv', 1, 'Atlantis/Capital', 'HH:mm yyyy-MM-dd', '',
          now() - interval '6 minutes'
        FROM accounts
      """)
    let diagnosis = try await installation.diagnosis()
    #expect(try diagnosis.problem("imports").message.hasPrefix("1 have waited or run"))
    #expect(try diagnosis.problem("zones").message.contains("Atlantis/Capital"))
  }

  @Test func `reports a master key of another database`() async throws {
    let installation = try await Installation()
    let key = try installation.file("a master key of more than thirty-two bytes")
    let other = try installation.file("another master key of more than thirty-two")
    let made = try await installation.run("keys", "rotate", settings: ["WFM_MASTER_KEY": key])
    #expect(made.status == 0)
    for (file, state) in [(key, "ok"), (other, "problem"), ("", "problem")] {
      let diagnosis = try await installation.diagnosis(settings: ["WFM_MASTER_KEY": file])
      #expect(diagnosis.state(of: "signing keys") == state, "\(file)")
    }
  }
}

extension Installation {
  /// Records a migration of a newer version.
  func applyLaterMigration(needs: Int) async throws {
    try await execute(
      """
      INSERT INTO schema_migrations (number, name, checksum, needs)
        SELECT max(number) + 1, 'later', '\\x00', \(needs) FROM schema_migrations
      """)
  }
}
