import Foundation
import Migrations
import Postgres
import Store
import TestInputs
import TestSupport
import Testing

@Suite("Store: migrations", .timeLimit(.minutes(5)))
struct MigratorTests {
  private func migrator(_ migrations: [Migration] = Migration.all) -> Migrator {
    Migrator(migrations: migrations, logger: TestDatabase.logger)
  }

  @Test func `are applied once, in order`() async throws {
    let connection = try await TestDatabase.empty().connection()
    let first = try await connection.run { try await self.migrator().up(on: $0).map(\.number) }
    #expect(first == Migration.all.map(\.number))
    let second = try await connection.run { try await self.migrator().up(on: $0).map(\.number) }
    #expect(second.isEmpty)
    let states = try await connection.run { try self.migrator().status(on: $0) }
    #expect(states.allSatisfy { $0.appliedAt != nil })
  }

  @Test func `are all pending in an empty database`() async throws {
    let connection = try await TestDatabase.empty().connection()
    let states = try await connection.run { try self.migrator().status(on: $0) }
    #expect(states.count == Migration.all.count)
    #expect(states.allSatisfy { $0.appliedAt == nil })
  }

  @Test func `are applied by one of several concurrent processes`() async throws {
    let database = try await TestDatabase.empty()
    let applied = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<6 {
        group.addTask {
          try await database.connection().run { try await self.migrator().up(on: $0).count }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(applied == Migration.all.count)
  }

  @Test func `that were changed after they were applied are rejected by name`() async throws {
    let connection = try await TestDatabase.empty().connection()
    let before = Migration(number: 1, name: "things", sql: "CREATE TABLE things ()")
    let after = Migration(number: 1, name: "things", sql: "CREATE TABLE things (a integer)")
    _ = try await connection.run { try await self.migrator([before]).up(on: $0).count }
    let error = await #expect(throws: Migrator.Fault.self) {
      try await connection.run { try await self.migrator([after]).up(on: $0).count }
    }
    #expect(error?.description.hasPrefix("Migration 1 (things) was changed") == true)
  }

  @Test func `of a newer version are accepted if they only add`() async throws {
    let connection = try await TestDatabase.empty().connection()
    let one = Migration(number: 1, name: "one", sql: "SELECT 1")
    let two = Migration(number: 2, name: "two", sql: "SELECT 2")
    _ = try await connection.run { try await self.migrator([one, two]).up(on: $0).count }
    let older = migrator([one])
    let applied = try await connection.run { try await older.up(on: $0).count }
    #expect(applied == 0)
    let isUsable = try await connection.run { try older.isUsable(on: $0) }
    #expect(isUsable)
    let newer = try await connection.run { connection in
      (try older.newer(on: connection), try self.migrator([one, two]).newer(on: connection))
    }
    #expect(newer == ([2], []))
  }

  @Test func `of a newer version are rejected if this version is too old for them`() async throws {
    let connection = try await TestDatabase.empty().connection()
    let one = Migration(number: 1, name: "one", sql: "SELECT 1")
    let two = Migration(number: 2, name: "two", sql: "SELECT 2")
    let three = Migration(number: 3, name: "three", sql: "SELECT 3", needs: 2)
    _ = try await connection.run { try await self.migrator([one, two, three]).up(on: $0).count }
    let isUsable = try await connection.run { try self.migrator([one, two]).isUsable(on: $0) }
    #expect(isUsable)
    for older in [migrator([one]), migrator([])] {
      await #expect(throws: Migrator.Fault.self) {
        try await connection.run { try await older.up(on: $0).count }
      }
      await #expect(throws: Migrator.Fault.self) {
        try await connection.run { try older.isUsable(on: $0) }
      }
    }
  }

  @Test func `are applied to a database without the column for what they need`() async throws {
    let connection = try await TestDatabase.empty().connection()
    let one = Migration(number: 1, name: "one", sql: "SELECT 1")
    let two = Migration(number: 2, name: "two", sql: "SELECT 2", needs: 2)
    _ = try await connection.run { try await self.migrator([one]).up(on: $0).count }
    let (isUsable, applied) = try await connection.run { connection in
      try connection.executeScript("ALTER TABLE schema_migrations DROP COLUMN needs")
      return (
        try self.migrator([one]).isUsable(on: connection),
        try await self.migrator([one, two]).up(on: connection).map(\.number)
      )
    }
    #expect(isUsable)
    #expect(applied == [2])
    await #expect(throws: Migrator.Fault.self) {
      try await connection.run { try self.migrator([one]).isUsable(on: $0) }
    }
  }

  @Test func `that fail leave nothing behind`() async throws {
    let connection = try await TestDatabase.empty().connection()
    let broken = Migration(number: 1, name: "b", sql: "CREATE TABLE b (); SELECT 1/0")
    await #expect(throws: PostgresError.self) {
      try await connection.run { try await self.migrator([broken]).up(on: $0).count }
    }
    let states = try await connection.run { try self.migrator([broken]).status(on: $0) }
    #expect(states.allSatisfy { $0.appliedAt == nil })
  }

  @Test func `include every SQL file of the folder, numbered without gaps`() throws {
    let folder = PackageFolder.file("Migrations")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".sql") }.sorted()
    let names = Migration.all.map { migration in
      String(repeating: "0", count: 4 - "\(migration.number)".count)
        + "\(migration.number)_\(migration.name).sql"
    }
    #expect(files == names)
    for (file, migration) in zip(files, Migration.all) {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      #expect(text == migration.sql)
    }
    #expect(Migration.all.map(\.number) == Array(1...files.count))
  }
}
