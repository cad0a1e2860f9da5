import Migrations
import Postgres
import Scheduling
import Server
import Store

/// The database and its contents.
extension Doctor {
  func databaseFindings() async -> [Finding] {
    let connection: PostgresConnection
    do {
      connection = try composition.connection()
    } catch {
      // The findings of the settings include the fault.
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
      // Tables are read only if all migrations are applied.
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
        "Correct the password in \(Setting.databasePasswordFile.variable) or "
          + "\(Setting.databaseURL.variable). Check pg_hba.conf on the server too."
      } else if text.contains("startup parameter") || text.contains("prepared statement") {
        "If a pooler in transaction mode is in front, set "
          + "\(Setting.databasePooler.variable)=transaction."
      } else if text.contains("does not exist") {
        "Create it, or correct its name in \(Setting.databaseURL.variable)."
      } else if text.contains("SSL") || text.contains("certificate") {
        "Correct sslmode and sslrootcert in \(Setting.databaseURL.variable)."
      } else {
        "Check that PostgreSQL runs, and that \(Setting.databaseURL.variable) has its host and port."
      }
    return .problem("database", text, remedy: remedy)
  }

  /// The number of connections that one process with these settings needs.
  private func connectionFinding(_ facts: DatabaseInspection.Facts) -> Finding {
    let needed = (try? composition.databaseConnections(servesHTTP: servesHTTP)) ?? 0
    let (all, used) = facts.connections
    let message =
      "a process with these settings uses up to \(needed); the server allows \(all), \(used) are in use"
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
            "all of this version are applied, and some of a newer version: "
              + newer.map(String.init).joined(separator: ", "),
            remedy: "This version works with them. Roll out the newer version when it is ready.")
        ]
      }
      return [.ok("migrations", "all \(migrator.migrations.count) are applied")]
    } catch let fault as Migrator.Fault {
      return [
        .problem(
          "migrations", fault.description, remedy: "Run the version that migrated the database.")
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

  /// Importing the largest file takes a second. An import also waits for earlier imports, and for
  /// up to a minute after a failure.
  private static let patience = Duration.seconds(300)

  private func queueFinding(_ overdue: DatabaseInspection.Overdue) -> Finding {
    guard overdue.count > 0 else { return .ok("imports", "none has waited for longer than 5 min") }
    let since = overdue.oldest.map { " since \($0.iso8601)" } ?? ""
    return .problem(
      "imports", "\(overdue.count) have waited or run for longer than 5 min, the oldest\(since)",
      remedy:
        "Check that `wfm serve` or `wfm work` runs, and read its log. Add workers if they are busy."
    )
  }
}
