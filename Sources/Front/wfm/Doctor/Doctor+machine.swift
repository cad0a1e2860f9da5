import Foundation
import HTTPAPI
import Server

/// This machine: files, disk, port.
extension Doctor {
  func machineFindings() -> [Finding] {
    let clients = servesHTTP ? (try? composition.transportLimits().connections) ?? 0 : 0
    let database = (try? composition.databaseConnections(servesHTTP: servesHTTP)) ?? 0
    return [Self.fileFinding(allowed: FileLimit.hard, clients: clients, database: database)]
  }

  static func fileFinding(allowed: Int, clients: Int, database: Int) -> Finding {
    let needed = FileLimit.needed(clients: clients, database: database)
    let message =
      "\(allowed) files may be open; \(clients) clients, \(database) database connections and the "
      + "rest need \(needed)"
    guard allowed < needed else { return .ok("files", message) }
    return .problem(
      "files", message,
      remedy: "Raise it (ulimit -Hn, LimitNOFILE=), or lower \(Setting.maxConnections.variable).")
  }

  /// - Parameter directory: of the database, where it is on this machine.
  func diskFindings(_ check: String, of directory: String) -> [Finding] {
    var status = statvfs()
    guard statvfs(directory, &status) == 0, status.f_blocks > 0 else { return [] }
    let unit = Int64(status.f_frsize)
    return [
      Self.diskFinding(
        check, free: Int64(status.f_bavail) * unit, of: Int64(status.f_blocks) * unit)
    ]
  }

  /// Below a tenth, or 2 GiB: room for `max_wal_size` and a checkpoint.
  static func diskFinding(_ check: String, free: Int64, of total: Int64) -> Finding {
    let message = "\(size(free)) of \(size(total)) are free under the database"
    guard free < total / 10 || free < 2 << 30 else { return .ok(check, message) }
    return .problem(
      check, message, remedy: "Make room: a full disk stops the database, and with it all imports.")
  }

  /// Whether the server could listen, or does already.
  func portFindings() async -> [Finding] {
    guard let address = try? composition.listeningAddress() else { return [] }
    let (host, port) = address
    if port.number == 0 || ListeningPort.isFree(port.number, host: host) {
      return [.ok("port", "\(host):\(port.number) is free")]
    }
    if await composition.healthProbe(of: address).isLive() {
      return [.ok("port", "a server listens on \(host):\(port.number)")]
    }
    return [
      .problem(
        "port", "another program has \(host):\(port.number), or this user may not listen there",
        remedy: "Give another port by \(Setting.port.variable), or end that program.")
    ]
  }
}
