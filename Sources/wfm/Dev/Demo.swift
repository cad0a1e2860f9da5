import Authorization
import Identity
import Importing
import Logging
import Postgres
import Store

/// The demo account's agents and event types, those that the example file names, and its client.
enum Demo {
  /// The demo account's client.
  static let client = "demo-client"

  /// Migrates the database and makes the demo account as it should be.
  static func prepare(
    on connection: PostgresConnection, clientSecret: String, logger: Logger
  ) async throws {
    let agents = try ReferenceFile.agents(in: PackageResources.demo_agents_csv)
    let eventTypes = try ReferenceFile.eventTypes(in: PackageResources.demo_event_types_csv)
    try await connection.run { connection in
      _ = try await Migrator(logger: logger).up(on: connection)
      let account = try AccountRepository.create(externalID: DevCommand.account, on: connection)
      _ = try AgentRepository.upsert(agents.values, account: account.id, on: connection)
      _ = try EventTypeRepository.upsert(eventTypes.values, account: account.id, on: connection)
      let hash = ClientSecret.hash(of: clientSecret)
      let isNew = try ClientRepository.create(
        .init(
          id: client, name: "Demo", scopes: Scope.ofAccounts.sorted().map(\.rawValue),
          secretHash: hash, jwks: nil),
        account: account.id, on: connection)
      if !isNew {
        _ = try ClientRepository.rotateSecret(
          of: client, account: account.id, to: hash, grace: .zero, on: connection)
      }
    }
  }
}
