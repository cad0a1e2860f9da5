import Foundation
import Postgres
import Scheduling
import Server

/// Checks everything that an installation depends on, one after the other.
struct Doctor: Sendable {
  let composition: Composition
  /// False on a machine that only runs `wfm work`.
  let servesHTTP: Bool

  var settings: Settings { composition.settings }

  func findings() async -> [Finding] {
    var findings = settingsFindings()
    findings += await databaseFindings()
    if servesHTTP { findings += await issuerFindings() }
    findings += await objectStoreFindings()
    findings += timeZoneFindings()
    findings += machineFindings()
    if servesHTTP { findings += await portFindings() }
    return findings
  }

  /// Reads each setting as the server does.
  private func settingsFindings() -> [Finding] {
    var readings: [() throws -> Void] = [
      { _ = try composition.pool(size: try composition.requestPoolSize()) },
      { _ = try composition.workerConfiguration() }, { _ = try composition.retention() },
      { _ = try composition.reportStore() },
    ]
    if servesHTTP {
      readings += [
        { _ = try composition.rateLimits(pool: try composition.pool(size: 1)) },
        { _ = try composition.transportLimits() }, { _ = try composition.serverCertificate() },
        { _ = try composition.publicURL() }, { _ = try composition.trustedProxies() },
        { _ = try composition.reportLinks() }, { _ = try composition.listeningAddress() },
      ]
    }
    var findings = settings.unknownVariables.map { variable in
      Finding.problem(
        "settings", "Unknown setting \(variable) is ignored.",
        remedy: "Correct or remove it.\(Setting.suggestion(for: variable, among: \.variable))")
    }
    for reading in readings {
      do { try reading() } catch {
        findings.append(
          .problem("settings", Self.text(of: error), remedy: "Correct the setting."))
      }
    }
    return findings.isEmpty ? [.ok("settings", "all are valid")] : findings
  }

  /// The error for an operator, with the database's own message.
  static func text(of error: any Error) -> String {
    ShownText.escaped((error as? PostgresError)?.debugDescription ?? "\(error)", limit: .max)
  }
}
