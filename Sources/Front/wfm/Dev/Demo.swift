import Administration
import Authorization
import Identity
import Importing
import Logging
import Postgres
import Scheduling
import Secrets
import Server
import Store

/// The demo account: its client, and the agents and event types of the example file.
enum Demo {
  /// The ID of the demo account's client.
  static let client = "demo-client"

  /// Migrates the database, and creates or completes the demo account.
  static func prepare(
    on connection: PostgresConnection, as administrator: Administrator, clientSecret: Secret,
    logger: Logger
  ) async throws {
    let agents = try ReferenceFile<Agent>(csv: PackageResources.demo_agents_csv)
    let eventTypes = try ReferenceFile<EventType>(csv: PackageResources.demo_event_types_csv)
    try await connection.run { connection in
      _ = try await Migrator(logger: logger).up(on: connection)
    }
    let (account, origin) = (DevCommand.account, Composition.origin)
    do {
      _ = try await administrator.createAccount(account, displayName: nil, by: origin)
    } catch .exists {}
    _ = try await administrator.agents.upsert(agents.entries, of: account, by: origin)
    _ = try await administrator.eventTypes.upsert(
      eventTypes.entries, of: account, by: origin)
    try await connection.run { connection in
      try prepareClient(secret: clientSecret, on: connection)
    }
  }

  /// Stores the ID and the secret from the data folder for the demo client.
  private static func prepareClient(
    secret: Secret, on connection: isolated PostgresConnection
  ) throws {
    let account = try AccountRepository.find(DevCommand.account, on: connection)
    let hash = ClientSecret.hash(of: secret)
    let isNew = try ClientRepository.create(
      .init(
        id: client, name: "Demo", scopes: Scope.ofAccounts.sorted().map(\.rawValue),
        secretHash: hash, jwks: nil),
      account: account, on: connection)
    if !isNew {
      _ = try ClientRepository.rotateSecret(
        of: client, account: account, to: hash, grace: .zero, on: connection)
    }
  }
}
