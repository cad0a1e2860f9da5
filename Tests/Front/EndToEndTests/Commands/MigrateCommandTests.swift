import Foundation
import TestInputs
import TestSupport
import Testing

@Suite("wfm migrate", .timeLimit(.minutes(10)))
struct MigrateCommandTests {
  /// The number and name of each migration, from the names of the SQL files.
  private static let migrations: [String] = {
    let folder = PackageFolder.file("Migrations")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".sql") }.sorted().map { file in
      let parts = file.dropLast(4).split(separator: "_", maxSplits: 1)
      return "\(Int(parts[0]) ?? 0) \(parts[1])"
    }
  }()

  @Test func `an empty database gets its schema once, and the list shows when`() async throws {
    let installation = try Installation(
      connectionString: try await TestDatabase.empty().connectionString)
    let pending = try await installation.run("migrate", "status")
    #expect(Self.migrations.first == "1 accounts")
    #expect(pending.output == Self.migrations.map { "\($0): pending\n" }.joined())

    let first = try await installation.run("migrate", "up")
    let count = Self.migrations.count
    #expect(
      first.output
        == Self.migrations.map { "applied \($0)\n" }.joined()
        + "\(count) applied, \(count) in all\n")
    #expect(
      try await installation.run("migrate", "up").output == "0 applied, \(count) in all\n")

    let applied = try await installation.run("migrate", "status").output.split(separator: "\n")
    #expect(applied.count == count)
    #expect(applied.allSatisfy { $0.contains(/: applied 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) })
  }

  @Test func `two concurrent runs apply each migration once`() async throws {
    let installation = try Installation(
      connectionString: try await TestDatabase.empty().connectionString)
    async let one = installation.run("migrate", "up")
    async let other = installation.run("migrate", "up")
    let endings = try await [one, other]
    #expect(endings.map(\.status) == [0, 0])
    // Each migration is applied by exactly one of the runs.
    let applied = endings.flatMap { $0.output.split(separator: "\n").dropLast() }
    #expect(applied.sorted() == Self.migrations.map { "applied \($0)" }.sorted())
  }

  @Test func `an unreachable database is reported`() async throws {
    let installation = try Installation(connectionString: "host=/nonexistent password=xyzzy")
    let ending = try await installation.run("migrate", "up")
    #expect(ending.status != 0)
    #expect(ending.errors.contains("/nonexistent"))
    #expect(!ending.errors.contains("xyzzy"))
  }
}
