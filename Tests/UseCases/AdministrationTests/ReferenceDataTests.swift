import Administration
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

@Suite("Administration: agents and event types", .timeLimit(.minutes(5)))
struct ReferenceDataTests {
  private static let ann = Agent(name: "Ann", email: "ann@example.com", isActive: true)

  private func installation() async throws -> Installation {
    let installation = try await Installation()
    _ = try await installation.administrator.createAccount(
      "acme", displayName: nil, by: installation.origin)
    return installation
  }

  @Test func `agents change one by one, each change with its event`() async throws {
    let installation = try await installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    let ann = try await administrator.agents.create(Self.ann, of: "acme", by: origin)
    let bob = try await administrator.agents.create(
      Agent(name: "Bob", email: "bob@example.com", isActive: true), of: "acme", by: origin)
    let changed = try await administrator.agents.update(ann.id, of: "acme", by: origin) {
      $0.isActive = false
    }
    #expect(changed.entry == Agent(name: "Ann", email: "ann@example.com", isActive: false))
    #expect(try await administrator.agents.find(ann.id, of: "acme") == changed)
    for conflict in [" ANN@example.com", "ann@EXAMPLE.com "] {
      let refusal = try await installation.refusal { () async throws(Administrator.Refusal) in
        try await administrator.agents.update(bob.id, of: "acme", by: origin) {
          $0.email = conflict
        }
      }
      guard case .exists(.agent) = refusal else { throw refusal }
    }
    #expect(
      try await installation.audit().first
        == #"agent.update ann@example.com {"active":false,"agent_id":\#(ann.id.value)}"#)
    #expect(try await installation.audit().count == 4)
  }

  @Test func `a batch is one event, or none if nothing changed`() async throws {
    let installation = try await installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    for _ in 0..<2 {
      _ = try await administrator.agents.upsert([Self.ann], of: "acme", by: origin)
      _ = try await administrator.eventTypes.upsert(
        [EventType(name: "Shift"), EventType(name: "Break")], of: "acme", by: origin)
    }
    #expect(
      try await installation.audit(of: "acme").prefix(3) == [
        #"event_types.upsert acme {"created":2,"unchanged":0,"updated":0}"#,
        #"agents.upsert acme {"created":1,"unchanged":0,"updated":0}"#, "account.create acme {}",
      ])
    #expect(try await installation.audit().count == 3)
  }

  @Test func `event types are renamed and deactivated, and a batch keeps them inactive`()
    async throws
  {
    let installation = try await installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    let shift = try await administrator.eventTypes.create(
      EventType(name: "Shift"), of: "acme", by: origin)
    _ = try await administrator.eventTypes.update(shift.id, of: "acme", by: origin) {
      $0 = EventType(name: "Late shift", isActive: false)
    }
    let counts = try await administrator.eventTypes.upsert(
      [EventType(name: "late SHIFT")], of: "acme", by: origin)
    #expect(counts.updated == 1)
    let stored = try await administrator.eventTypes.find(shift.id, of: "acme")
    #expect(stored.entry == EventType(name: "late SHIFT", isActive: false))
  }

  @Test func `wait until the lock on the account's schedule is released`() async throws {
    let installation = try await installation()
    let holder = installation.database.connection()
    var configuration = installation.database.configuration
    configuration.lockTimeout = .milliseconds(50)
    let hasty = Administrator(
      pool: ConnectionPool(configuration: configuration, size: 1, logger: TestDatabase.logger))
    let origin = installation.origin
    try await holder.run { connection in
      try await connection.transaction { connection in
        let account = try AccountRepository.find("acme", on: connection)
        try connection.advisoryLock(.schedule(of: try #require(account)))
        let refusal = try await installation.refusal { () async throws(Administrator.Refusal) in
          try await hasty.agents.create(Self.ann, of: "acme", by: origin)
        }
        guard case .failed(PostgresError.server(let error)) = refusal else { throw refusal }
        #expect(error.sqlState == .lockNotAvailable)
      }
    }
    _ = try await hasty.agents.create(Self.ann, of: "acme", by: origin)
    #expect(try await installation.audit().count == 2)
  }

  @Test func `hold no connection while they wait`() async throws {
    let installation = try await installation()
    let holder = installation.database.connection()
    var configuration = installation.database.configuration
    configuration.lockTimeout = .seconds(3600)
    let pool = ConnectionPool(
      configuration: configuration, size: 1, waitLimit: .seconds(1), logger: TestDatabase.logger)
    let administrator = Administrator(pool: pool)
    let origin = installation.origin
    let change = try await holder.run { connection in
      try await connection.transaction { connection in
        let account = try AccountRepository.find("acme", on: connection)
        try connection.advisoryLock(.schedule(of: try #require(account)))
        let change = Task {
          try await administrator.agents.create(Self.ann, of: "acme", by: origin)
        }
        try await eventually("no connection is opened") {
          pool.load.lent + pool.load.idle > 0
        }
        for _ in 0..<100 {
          #expect(try await administrator.agents.list(of: "acme", after: nil, limit: 10).isEmpty)
        }
        return change
      }
    }
    #expect(try await change.value.entry == Self.ann)
  }

  @Test func `of another account are unknown`() async throws {
    let installation = try await installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    _ = try await administrator.createAccount("globex", displayName: nil, by: origin)
    let ann = try await administrator.agents.create(Self.ann, of: "acme", by: origin)
    let refusal = try await installation.refusal { () async throws(Administrator.Refusal) in
      try await administrator.agents.update(ann.id, of: "globex", by: origin) {
        $0.isActive = false
      }
    }
    guard case .unknown(.agent) = refusal else { throw refusal }
    #expect(try await administrator.agents.find(ann.id, of: "acme") == ann)
  }
}
