import Foundation
import HTTPAPI
import HTTPFront
import Server

/// This machine: its open files, disk and port.
extension Doctor {
  func machineFindings() -> [Finding] {
    let clients = servesHTTP ? (try? composition.transportLimits().connections) ?? 0 : 0
    let database = (try? composition.databaseConnections(servesHTTP: servesHTTP)) ?? 0
    return [Self.fileFinding(allowed: FileLimit.hard, clients: clients, database: database)]
  }

  static func fileFinding(allowed: Int, clients: Int, database: Int) -> Finding {
    let needed = FileLimit.needed(clients: clients, database: database)
    let message =
      "\(allowed) open files are allowed; \(clients) clients, \(database) database connections and "
      + "the process itself need \(needed)"
    guard allowed < needed else { return .ok("files", message) }
    return .problem(
      "files", message,
      remedy: "Raise the limit (ulimit -Hn, LimitNOFILE=), or lower "
        + "\(Setting.maxConnections.variable).")
  }

  /// - Parameter directory: the database's, on this machine.
  func diskFindings(_ check: String, of directory: String) -> [Finding] {
    var status = statvfs()
    guard statvfs(directory, &status) == 0, status.f_blocks > 0 else { return [] }
    let unit = Int64(status.f_frsize)
    return [
      Self.diskFinding(
        check, free: Int64(status.f_bavail) * unit, of: Int64(status.f_blocks) * unit)
    ]
  }

  /// Reports a problem if less than a tenth of the disk or less than 2 GiB is free. `max_wal_size`
  /// and a checkpoint need 2 GiB.
  static func diskFinding(_ check: String, free: Int64, of total: Int64) -> Finding {
    let message = "\(size(free)) of \(size(total)) are free on the database's disk"
    guard free < total / 10 || free < 2 << 30 else { return .ok(check, message) }
    return .problem(
      check, message, remedy: "Free some space: a full disk stops the database and all imports.")
  }

  /// Whether the server could listen, or already does.
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
        "port", "another program uses \(host):\(port.number), or this user may not listen there",
        remedy: "Set another port in \(Setting.port.variable), or stop that program.")
    ]
  }
}
