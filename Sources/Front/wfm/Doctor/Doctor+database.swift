import Migrations
import Postgres
import Scheduling
import Server
import Store

/// The database, and what is in it.
extension Doctor {
  func databaseFindings() async -> [Finding] {
    let connection: PostgresConnection
    do {
      connection = try composition.connection()
    } catch {
      // The settings' findings have it.
      return []
    }
    do {
      let facts = try await connection.run { try DatabaseInspection.facts(on: $0) }
      var findings = serverFindings(facts)
      findings.append(connectionFinding(facts))
      findings += await poolerFindings()
      findings += try await clockFindings(connection)
      let migrations = try await migrationFindings(connection)
      findings += migrations
      // What lies in tables is looked at where the tables are known to be there.
      if !migrations.contains(where: { $0.state == .problem }) {
        findings += try await contentFindings(connection)
      }
      return findings
    } catch {
      return [Self.unreachable(error)]
    }
  }

  private static func unreachable(_ error: any Error) -> Finding {
    let text = text(of: error)
    let remedy =
      if text.contains("password") {
        "Correct the password in \(Setting.databasePasswordFile.variable), or that in "
          + "\(Setting.databaseURL.variable); see pg_hba.conf on the server too."
      } else if text.contains("startup parameter") || text.contains("prepared statement") {
        "A pooler in transaction mode? Then set \(Setting.databasePooler.variable)=transaction."
      } else if text.contains("does not exist") {
        "Create it, or correct its name in \(Setting.databaseURL.variable)."
      } else if text.contains("SSL") || text.contains("certificate") {
        "Correct sslmode and sslrootcert in \(Setting.databaseURL.variable)."
      } else {
        "See whether PostgreSQL runs, and whether host and port in "
          + "\(Setting.databaseURL.variable) are its own."
      }
    return .problem("database", text, remedy: remedy)
  }

  /// How much room one process with these settings takes.
  private func connectionFinding(_ facts: DatabaseInspection.Facts) -> Finding {
    let needed = (try? composition.databaseConnections(servesHTTP: servesHTTP)) ?? 0
    let (all, used) = facts.connections
    let message =
      "a process with these settings takes up to \(needed); the server has \(all), \(used) in use"
    guard needed <= all else {
      return .problem(
        "connections", message,
        remedy: "Raise max_connections, or lower \(Setting.databasePoolSize.variable) and "
          + "\(Setting.workerConcurrency.variable).")
    }
    return .ok("connections", "\(message); room for \(all / max(needed, 1)) such processes")
  }

  private func migrationFindings(_ connection: PostgresConnection) async throws -> [Finding] {
    let migrator = Migrator(logger: composition.logger)
    do {
      let pending = try await connection.run { try migrator.status(on: $0) }
        .filter { $0.appliedAt == nil }.map { "\($0.migration.number) \($0.migration.name)" }
      guard pending.isEmpty else {
        return [
          .problem(
            "migrations", "not applied: \(pending.joined(separator: ", "))",
            remedy: "Run `wfm migrate up`.")
        ]
      }
      let newer = try await connection.run { try migrator.newer(on: $0) }
      guard newer.isEmpty else {
        return [
          .note(
            "migrations",
            "all of this version's are applied, and of a newer one: "
              + newer.map(String.init).joined(separator: ", "),
            remedy: "This version works on it. Run the newer one when it is rolled out.")
        ]
      }
      return [.ok("migrations", "all \(migrator.migrations.count) are applied")]
    } catch let fault as Migrator.Fault {
      return [
        .problem(
          "migrations", fault.description, remedy: "Run the version that the database is at.")
      ]
    }
  }

  private func contentFindings(_ connection: PostgresConnection) async throws -> [Finding] {
    var findings = [
      keyFinding(try await connection.run { try SigningKeyRepository.current(on: $0) })
    ]
    let zones = try await connection.run { try DatabaseInspection.timeZones(on: $0) }
    findings += zoneFindings(of: zones)
    findings += ruleFindings(
      of: try await connection.run { try TimeZoneRulesRepository.uses(on: $0) })
    let overdue = try await connection.run {
      try DatabaseInspection.overdue(age: Self.patience, on: $0)
    }
    findings.append(queueFinding(overdue))
    return findings
  }

  /// A full file takes a second; an import waits for others, and up to a minute after a failure.
  private static let patience = Duration.seconds(300)

  private func queueFinding(_ overdue: DatabaseInspection.Overdue) -> Finding {
    guard overdue.count > 0 else { return .ok("imports", "none waits for longer than 5 min") }
    let since = overdue.oldest.map { " since \($0.iso8601)" } ?? ""
    return .problem(
      "imports", "\(overdue.count) wait or run for longer than 5 min, the oldest\(since)",
      remedy: "See whether `wfm serve` or `wfm work` runs and what it logs; add workers.")
  }
}
