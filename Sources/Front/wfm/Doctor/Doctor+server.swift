import Postgres
import Server
import Store

/// The database server.
extension Doctor {
  /// The oldest major version that is supported.
  private static let oldestVersion = 13

  func serverFindings(_ facts: DatabaseInspection.Facts) -> [Finding] {
    var findings: [Finding] = []
    if facts.versionNumber / 10_000 < Self.oldestVersion {
      findings.append(
        .problem(
          "database", "PostgreSQL \(facts.version) is too old",
          remedy: "Use PostgreSQL \(Self.oldestVersion) or later."))
    } else {
      findings.append(
        .ok("database", "PostgreSQL \(facts.version), \(Self.size(facts.databaseBytes))"))
    }
    if facts.isStandby {
      findings.append(
        .problem(
          "database", "the server is a standby, which rejects writes",
          remedy: "Add target_session_attrs=read-write and the primary's host to "
            + "\(Setting.databaseURL.variable)."))
    }
    if facts.encoding != "UTF8" {
      findings.append(
        .problem(
          "encoding", "the database's encoding is \(facts.encoding)",
          remedy: "Create a new one: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."))
    }
    findings.append(Self.encryption(facts))
    findings.append(Self.durability(facts))
    if !facts.isAutovacuumOn {
      findings.append(
        .problem(
          "vacuum", "autovacuum is off: tables grow until the server rejects writes",
          remedy: "Set autovacuum and track_counts to on."))
    }
    // The server warns at 2^31 less 40 million, and rejects writes 37 million later.
    if facts.transactionAge > 1_500_000_000 {
      findings.append(
        .problem(
          "vacuum",
          "\(facts.transactionAge) transactions are not frozen; the server stops at 2147483647",
          remedy: "End old transactions and replication slots, then VACUUM FREEZE."))
    }
    if let directory = facts.dataDirectory, facts.address.map(Self.isLoopback) ?? true {
      findings += diskFindings("disk", of: directory)
    }
    return findings
  }

  static func encryption(_ facts: DatabaseInspection.Facts) -> Finding {
    if let tls = facts.tls { return .ok("encryption", tls) }
    guard let address = facts.address, !isLoopback(address) else {
      return .ok("encryption", "none needed: the database is on this machine")
    }
    let remedy = "Add sslmode=verify-full and sslrootcert=… to \(Setting.databaseURL.variable)."
    if isPrivate(address) {
      return .note(
        "encryption", "none; \(address) is in a private network", remedy: remedy)
    }
    return .problem("encryption", "the connection to \(address) is not encrypted", remedy: remedy)
  }

  static func durability(_ facts: DatabaseInspection.Facts) -> Finding {
    guard !facts.unsafeSettings.isEmpty else {
      return .ok("durability", "fsync, full_page_writes and synchronous_commit are on")
    }
    return .problem(
      "durability",
      "off: \(facts.unsafeSettings.joined(separator: ", ")). A crash may lose accepted files",
      remedy: "Turn them on in postgresql.conf, for the role and for the database.")
  }

  /// A pooler in transaction mode gives two open sessions the same server process, one after the
  /// other. Both sessions here use no named statements, which would collide in that process.
  func poolerFindings() async -> [Finding] {
    guard var configuration = try? composition.databaseConfiguration() else { return [] }
    let isSet = !configuration.sessionState
    configuration.sessionState = false
    let sessions = [configuration, configuration].map {
      PostgresConnection(configuration: $0, logger: composition.logger)
    }
    var processes: [Int32?] = []
    for session in sessions + sessions {
      processes.append(try? await session.run { try DatabaseInspection.process(on: $0) })
    }
    guard !processes.contains(nil) else { return [] }
    let isShared = processes[0] == processes[1] || processes[0] != processes[2]
    switch (isShared, isSet) {
    case (true, false):
      return [
        .problem(
          "pooler", "a pooler in transaction mode is in front of the database",
          remedy:
            "Set \(Setting.databasePooler.variable)=transaction, or connect to PostgreSQL directly."
        )
      ]
    case (false, true):
      return [
        .note(
          "pooler",
          "\(Setting.databasePooler.variable)=transaction is set, but no pooler was found",
          remedy: "Without a pooler, set it to none: imports then begin sooner.")
      ]
    case (true, true): return [.ok("pooler", "in transaction mode, as set")]
    case (false, false): return [.ok("pooler", "none in transaction mode")]
    }
  }

  static func isLoopback(_ address: String) -> Bool {
    address == "::1" || address.hasPrefix("127.")
  }

  /// RFC 1918, RFC 4193 and link-local addresses.
  static func isPrivate(_ address: String) -> Bool {
    let parts = address.split(separator: ".").compactMap { Int($0) }
    guard parts.count == 4 else {
      return ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains(where: address.hasPrefix)
    }
    return parts[0] == 10 || parts[0] == 172 && (16...31).contains(parts[1])
      || parts[0] == 192 && parts[1] == 168 || parts[0] == 169 && parts[1] == 254
  }

  /// In MiB or GiB.
  static func size(_ bytes: Int64) -> String {
    let mebibytes = bytes / 1_048_576
    return mebibytes < 10_240 ? "\(mebibytes) MiB" : "\(mebibytes / 1024) GiB"
  }
}
