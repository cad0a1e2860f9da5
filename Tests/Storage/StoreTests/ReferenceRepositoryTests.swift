import Postgres
import Scheduling
import Store
import TestSupport
import Testing

@Suite("Store: accounts in the database", .timeLimit(.minutes(5)))
struct AccountRepositoryTests {
  @Test func `are created once, and found by their id`() async throws {
    try await TestDatabase().connection().run { connection in
      let first = try AccountRepository.create("acme", on: connection)
      let second = try AccountRepository.create("acme", on: connection)
      let other = try AccountRepository.create("ACME", on: connection)
      #expect(first.isNew && !second.isNew && other.isNew)
      #expect(first.id == second.id)
      #expect(first.id != other.id)
      #expect(try AccountRepository.find("acme", on: connection) == first.id)
      #expect(try AccountRepository.find("acme ", on: connection) == nil)
    }
  }

  @Test func `are listed by id with the sizes of their reference data`() async throws {
    try await TestDatabase().connection().run { connection in
      for name in ["b", "a", "B"] {
        _ = try AccountRepository.create("\(name)", on: connection)
      }
      let account = try #require(try AccountRepository.find("a", on: connection))
      _ = try AgentRepository.upsert(
        [
          Agent(name: "Ann", email: "ann@example.com", isActive: true),
          Agent(name: "Bob", email: "bob@example.com", isActive: false),
        ], account: account, on: connection)
      _ = try EventTypeRepository.upsert(
        [EventType(name: "Shift")], account: account, on: connection)
      let accounts = try AccountRepository.listSized(on: connection)
      #expect(accounts.map(\.account.name.text).sorted() == ["B", "a", "b"])
      let listed = try #require(accounts.first { $0.account.name == "a" })
      #expect(listed.account.id == account)
      #expect((listed.agents, listed.eventTypes) == (2, 1))
      #expect(accounts.filter { $0.account.name != "a" }.allSatisfy { $0.agents == 0 })
    }
  }

  @Test func `are created once if several processes create them concurrently`() async throws {
    let database = try await TestDatabase()
    let made = try await withThrowingTaskGroup(of: (AccountID, Bool).self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await database.connection().run { connection in
            let account = try AccountRepository.create("acme", on: connection)
            return (account.id, account.isNew)
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(made.map(\.0)).count == 1)
    #expect(made.count { $0.1 } == 1)
  }
}

@Suite("Store: agents and event types in the database", .timeLimit(.minutes(5)))
struct ReferenceRepositoryTests {
  private static let ann = Agent(name: "Ann", email: "ann@example.com", isActive: true)
  private static let bob = Agent(name: "Bob", email: "bob@example.com", isActive: false)

  @Test func `new, changed and unchanged agents are counted`() async throws {
    try await TestDatabase().connection().run { connection in
      let account = try AccountRepository.create("a", on: connection).id
      func upsert(
        _ agents: [Agent], on connection: isolated PostgresConnection
      ) throws -> [Int] {
        let counts = try AgentRepository.upsert(agents, account: account, on: connection)
        return [counts.inserted, counts.updated, counts.unchanged]
      }
      #expect(try upsert([], on: connection) == [0, 0, 0])
      #expect(try upsert([Self.ann, Self.bob], on: connection) == [2, 0, 0])
      #expect(try upsert([Self.ann, Self.bob], on: connection) == [0, 0, 2])
      let cem = Agent(name: "Cem", email: "cem@example.com", isActive: true)
      let changed = [
        Agent(name: "Ann B.", email: "ann@example.com", isActive: true),
        Agent(name: "Bob", email: "bob@example.com", isActive: true), cem,
      ]
      #expect(try upsert(changed, on: connection) == [1, 2, 0])
      // Another spelling of the e-mail is the same agent.
      #expect(
        try upsert([Agent(name: "Cem", email: " CEM@example.com", isActive: true)], on: connection)
          == [0, 1, 0])
      let entries = try AgentRepository.keys(account: account, on: connection)
      #expect(
        entries.map(\.key).sorted()
          == ["ann@example.com", "bob@example.com", "cem@example.com"])
      #expect(entries.allSatisfy { $0.isActive })
    }
  }

  @Test func `new, changed and unchanged event types are counted`() async throws {
    try await TestDatabase().connection().run { connection in
      let account = try AccountRepository.create("a", on: connection).id
      func upsert(
        _ names: [String], on connection: isolated PostgresConnection
      ) throws -> [Int] {
        let counts = try EventTypeRepository.upsert(
          names.map { EventType(name: $0) }, account: account, on: connection)
        return [counts.inserted, counts.updated, counts.unchanged]
      }
      #expect(try upsert(["Shift", "Break"], on: connection) == [2, 0, 0])
      #expect(try upsert(["Shift", "BREAK", "Training"], on: connection) == [1, 1, 1])
      #expect(try EventTypeRepository.keys(account: account, on: connection).count == 3)
    }
  }

  @Test func `belong to one account only`() async throws {
    try await TestDatabase().connection().run { connection in
      let one = try AccountRepository.create("one", on: connection).id
      let other = try AccountRepository.create("other", on: connection).id
      for account in [one, other] {
        let counts = try AgentRepository.upsert([Self.ann], account: account, on: connection)
        #expect(counts.inserted == 1)
      }
      _ = try AgentRepository.upsert([Self.bob], account: one, on: connection)
      #expect(try AgentRepository.keys(account: one, on: connection).count == 2)
      let entries = try AgentRepository.keys(account: other, on: connection)
      #expect(entries.map(\.key) == ["ann@example.com"])
    }
  }

  @Test func `can be stored in batches of ten thousand`() async throws {
    try await TestDatabase().connection().run { connection in
      let account = try AccountRepository.create("a", on: connection).id
      let agents = (0..<10_000).map {
        Agent(name: "Agent, \"\($0)\"", email: "agent-\($0)@example.com", isActive: $0 % 2 == 0)
      }
      #expect(
        try AgentRepository.upsert(agents, account: account, on: connection).inserted == 10_000)
      let entries = try AgentRepository.keys(account: account, on: connection)
      #expect(entries.count { $0.isActive } == 5_000)
    }
  }
}
