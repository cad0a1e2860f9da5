import Foundation
import Importing
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

@Suite("The import worker", .timeLimit(.minutes(5)))
struct WorkerTests {
  static let row = "Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"

  private static func file(rows: String = row) -> [UInt8] {
    Array((ScheduleAccount.header + rows).utf8)
  }

  @Test func `finds an import by its notification alone`() async throws {
    let account = try await ScheduleAccount()
    let outcome = try await account.withWorker(pollInterval: .seconds(3600)) { _ in
      // The first import may be found by the poll that follows the subscription.
      _ = try await account.outcome(of: try await account.accept(Self.file()))
      return try await account.outcome(of: try await account.accept(Self.file()))
    }
    #expect(outcome.status == .imported)
  }

  @Test func `finds an import by polling alone if no session state is allowed`()
    async throws
  {
    let account = try await ScheduleAccount()
    let outcome = try await account.withWorker(
      pollInterval: .milliseconds(20), sessionState: false
    ) { _ in try await account.outcome(of: try await account.accept(Self.file())) }
    #expect(outcome.status == .imported)
  }

  @Test func `runs each import once beside other workers`() async throws {
    let database = try await TestDatabase()
    let accounts = try await (0..<12).asyncMap {
      try await ScheduleAccount("account-\($0)", on: database)
    }
    try await accounts[0].withWorker { _ in
      try await accounts[1].withWorker { _ in
        for account in accounts {
          let importID = try await account.accept(Self.file())
          let outcome = try await account.outcome(of: importID)
          #expect(outcome.counts == RowCounts(inserted: 1))
        }
      }
    }
    let attempts = try await database.connection().run { try $0.query(Self.attempts) }
    #expect(attempts == [Int16](repeating: 1, count: 12))
  }

  @Test func `waits for a lock on a schedule while other imports run`() async throws {
    let account = try await ScheduleAccount("held")
    let other = try await ScheduleAccount("other", on: account.database)
    try await account.withWorker(pollInterval: .milliseconds(20)) { _ in
      let importID = try await account.database.connection().run { connection in
        try await connection.transaction { connection in
          try connection.advisoryLock(.schedule(of: account.id))
          let importID = try await account.accept(Self.file())
          let outcome = try await other.outcome(of: try await other.accept(Self.file()))
          #expect(outcome.status == .imported)
          #expect(try await account.events().isEmpty)
          return importID
        }
      }
      #expect(try await account.outcome(of: importID).status == .imported)
    }
  }

  @Test func `is not blocked by more locked accounts than it queries`()
    async throws
  {
    let database = try await TestDatabase()
    let held = try await (0..<10).asyncMap { try await ScheduleAccount("held-\($0)", on: database) }
    let other = try await ScheduleAccount("other", on: database)
    try await other.withWorker(pollInterval: .milliseconds(200)) { _ in
      try await database.connection().run { connection in
        try await connection.transaction { connection in
          for account in held {
            try connection.advisoryLock(.schedule(of: account.id))
            _ = try await account.accept(Self.file())
          }
          let outcome = try await other.outcome(of: try await other.accept(Self.file()))
          #expect(outcome.status == .imported)
        }
      }
    }
  }

  @Test func `is not blocked by imports whose rows are locked`()
    async throws
  {
    let database = try await TestDatabase()
    let held = try await (0..<4).asyncMap { try await ScheduleAccount("held-\($0)", on: database) }
    let other = try await ScheduleAccount("other", on: database)
    let imports = try await held.asyncMap { try await $0.accept(Self.file()) }
    try await database.connection().run { connection in
      try await connection.transaction { connection in
        try connection.executeScript("UPDATE imports SET file_name = 'changed.csv'")
        try await other.withWorker(lockTimeout: .seconds(3600)) { _ in
          let outcome = try await other.outcome(of: try await other.accept(Self.file()))
          #expect(outcome.status == .imported)
        }
      }
    }
    try await other.withWorker { _ in
      for (account, id) in zip(held, imports) {
        let outcome = try await account.outcome(of: id)
        #expect(outcome.status == .imported)
      }
    }
  }

  @Test func `finds agents that were added after the upload`() async throws {
    let account = try await ScheduleAccount()
    let importID = try await account.accept(
      Self.file(rows: "Cem,cem@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"))
    _ = try await account.database.connection().run { connection in
      try AgentRepository.upsert(
        [Agent(name: "Cem", email: "cem@example.com", isActive: true)], account: account.id,
        on: connection)
    }
    let outcome = try await account.withWorker { _ in try await account.outcome(of: importID) }
    #expect(outcome.status == .imported)
  }

  static let attempts = Statement<Int16>("SELECT attempts FROM imports") {
    (row) throws(PostgresError) in try row.next()
  }
}

extension Sequence {
  /// `map` with an asynchronous body, one element after the other.
  func asyncMap<R>(_ body: (Element) async throws -> R) async rethrows -> [R] {
    var results: [R] = []
    for element in self { results.append(try await body(element)) }
    return results
  }
}
