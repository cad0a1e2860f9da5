import Administration
import Importing
import Logging
import Postgres
import Store

/// The demo account's agents and event types, those that the example file names.
enum Demo {
  /// Migrates the database and makes the demo account as it should be.
  static func prepare(
    on connection: PostgresConnection, as administrator: Administrator, logger: Logger
  ) async throws {
    let agents = try ReferenceFile.agents(in: PackageResources.demo_agents_csv)
    let eventTypes = try ReferenceFile.eventTypes(in: PackageResources.demo_event_types_csv)
    try await connection.run { connection in
      _ = try await Migrator(logger: logger).up(on: connection)
    }
    let (account, origin) = (DevCommand.account, Composition.origin)
    do {
      _ = try await administrator.createAccount(account, name: nil, by: origin)
    } catch .exists {}
    _ = try await administrator.upsertAgents(agents.values, of: account, by: origin)
    _ = try await administrator.upsertEventTypes(eventTypes.values, of: account, by: origin)
  }
}
