import TestSupport
import Testing

@Suite("wfm migrate")
struct MigrateCommandTests {
  @Test func `an empty database gets its schema once, and the list says when`() async throws {
    let installation = try Installation(
      connectionString: try await TestDatabase.empty().connectionString)
    let pending = try await installation.run("migrate", "status")
    #expect(
      pending.output
        == "1 accounts: pending\n2 imports: pending\n3 schedule_events: pending\n")

    let first = try await installation.run("migrate", "up")
    #expect(
      first.output == """
        applied 1 accounts
        applied 2 imports
        applied 3 schedule_events
        3 applied, 3 in all

        """)
    #expect(try await installation.run("migrate", "up").output == "0 applied, 3 in all\n")

    let applied = try await installation.run("migrate", "status").output.split(separator: "\n")
    #expect(applied.count == 3)
    #expect(applied.allSatisfy { $0.contains(/: applied 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) })
  }

  @Test func `two at once bring it up together`() async throws {
    let installation = try Installation(
      connectionString: try await TestDatabase.empty().connectionString)
    async let one = installation.run("migrate", "up")
    async let other = installation.run("migrate", "up")
    let endings = try await [one, other]
    #expect(endings.map(\.status) == [0, 0])
    // Each migration by one of them.
    let applied = endings.flatMap { $0.output.split(separator: "\n").dropLast() }
    #expect(
      applied.sorted()
        == ["applied 1 accounts", "applied 2 imports", "applied 3 schedule_events"])
  }

  @Test func `a database that is not there is said to be so`() async throws {
    let installation = try Installation(connectionString: "host=/nonexistent password=xyzzy")
    let ending = try await installation.run("migrate", "up")
    #expect(ending.status != 0)
    #expect(ending.errors.contains("/nonexistent"))
    #expect(!ending.errors.contains("xyzzy"))
  }
}
