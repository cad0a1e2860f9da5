import Foundation
import Migrations
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

/// Migration 12, which trims the keys that earlier versions stored.
@Suite("Store: trimmed keys", .timeLimit(.minutes(5)))
struct TrimmedKeyTests {
  private static let insertAgents = Statement<Void, AccountID, [String]>(
    """
    INSERT INTO agents (account_id, name, email, email_key)
    SELECT $1, 'name', 'email', k FROM unnest($2) WITH ORDINALITY AS t (k, n) ORDER BY n
    """)
  private static let insertEventTypes = Statement<Void, AccountID, [String]>(
    """
    INSERT INTO event_types (account_id, name, name_key)
    SELECT $1, 'name', k FROM unnest($2) WITH ORDINALITY AS t (k, n) ORDER BY n
    """)

  private static func migrate(_ connection: PostgresConnection, to number: Int) async throws {
    let migrations = Array(Migration.all.prefix(number))
    _ = try await connection.run {
      try await Migrator(migrations: migrations, logger: TestDatabase.logger).up(on: $0).count
    }
  }

  /// Stores the keys under a schema without the migration, and applies the migration. Returns the
  /// keys of agents and of event types in the order of their ids.
  private func migrated(_ keys: [String]) async throws -> (agents: [String], eventTypes: [String]) {
    let connection = try await TestDatabase.empty().connection()
    try await Self.migrate(connection, to: 11)
    let account = try await connection.run { connection in
      let account = try AccountRepository.create("acme", on: connection).id
      try connection.execute(Self.insertAgents, account, keys)
      try connection.execute(Self.insertEventTypes, account, keys)
      return account
    }
    try await Self.migrate(connection, to: 12)
    return try await connection.run { connection in
      let agents = try AgentRepository.keys(account: account, on: connection)
      let eventTypes = try EventTypeRepository.keys(account: account, on: connection)
      return (
        agents.sorted { $0.id.value < $1.id.value }.map(\.key),
        eventTypes.sorted { $0.id.value < $1.id.value }.map(\.key)
      )
    }
  }

  @Test func `lose exactly the characters that the rule for names trims`() async throws {
    let scalars = (UInt32(1)...0x2FFFF).compactMap(Unicode.Scalar.init)
    let keys = scalars.map { "\($0)x\($0.value)x\($0)" }
    let expected = keys.map { ReferenceText.trimmed($0) }
    let (agents, eventTypes) = try await migrated(keys)
    #expect(agents.count == scalars.count && eventTypes == agents)
    // Compares bytes, since Swift compares strings by canonical equivalence.
    let wrong = zip(scalars, zip(agents, expected)).filter {
      !$0.1.0.utf8.elementsEqual($0.1.1.utf8)
    }
    #expect(wrong.map(\.0.value) == [])
  }

  @Test func `stay unchanged if another entry has the trimmed key`() async throws {
    let keys = ["\u{200E}bob", "bob", "ann\u{200B}", "\u{FEFF}ann", "cem"]
    let (agents, eventTypes) = try await migrated(keys)
    #expect(agents == ["\u{200E}bob", "bob", "ann", "\u{FEFF}ann", "cem"])
    #expect(eventTypes == agents)
  }

  @Test func `are found by a new entry`() async throws {
    let connection = try await TestDatabase.empty().connection()
    try await Self.migrate(connection, to: 11)
    let account = try await connection.run { connection in
      let account = try AccountRepository.create("acme", on: connection).id
      try connection.execute(Self.insertAgents, account, ["ann@example.com\u{200B}"])
      try connection.execute(Self.insertEventTypes, account, ["\u{FEFF}shift"])
      return account
    }
    try await Self.migrate(connection, to: 12)
    try await connection.run { connection in
      let agents = try AgentRepository.upsert(
        [Agent(name: "Ann", email: "ann@example.com", isActive: false)], account: account,
        on: connection)
      #expect((agents.inserted, agents.updated) == (0, 1))
      let types = try EventTypeRepository.upsert(
        [EventType(name: "SHIFT")], account: account, on: connection)
      #expect((types.inserted, types.updated) == (0, 1))
    }
  }
}
