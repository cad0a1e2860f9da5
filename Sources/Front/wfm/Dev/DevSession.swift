import ArgumentParser
import Foundation
import Identity
import Server
import ServiceLifecycle

/// Runs in `wfm dev` as soon as its server listens: imports the file, then prints the address or
/// stops.
actor DevSession: Service {
  private let command: DevCommand
  private let folder: DevFolder
  private let composition: Composition
  private let databaseURL: String
  private let ports: AsyncStream<Int>
  /// The exit code of the command; nil before the import's outcome is known.
  private(set) var exitCode: ExitCode?

  init(
    command: DevCommand, folder: DevFolder, composition: Composition, databaseURL: String,
    ports: AsyncStream<Int>
  ) {
    self.command = command
    self.folder = folder
    self.composition = composition
    self.databaseURL = databaseURL
    self.ports = ports
  }

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      for await port in self.ports {
        try await self.begin(port: port)
      }
    }
  }

  private func begin(port: Int) async throws {
    let host = try composition.settings.required(.host)
    try folder.record(databaseURL: databaseURL, address: (host, port))
    let address = "http://\(Self.reachable(host)):\(port)"
    let token = try await composition.token(
      account: DevCommand.account, scopes: [.write, .read], client: "wfm-dev",
      lifetime: 12 * 3600)
    if let file = command.file {
      exitCode = try await importFile(file, address: address, token: token)
    }
    if command.once {
      try await ServiceShutdown.trigger()
    } else {
      let welcome = DevWelcome(
        address: address, token: token, clientSecret: try folder.clientSecret(),
        data: folder.path, file: command.file, timeZone: command.timeZone,
        dateFormat: command.dateFormat)
      printLine(welcome.text)
    }
    // printLine(_:) into a pipe is buffered.
    fflush(nil)
  }

  private func importFile(
    _ file: String, address: String, token: String
  ) async throws -> ExitCode {
    let client = DevClient(address: address, token: token)
    do {
      let importID = try await client.upload(
        file: file, timeZone: command.timeZone, dateFormat: command.dateFormat)
      let status = try await client.waitUntilFinished(importID)
      let report = DevReport(
        composition: composition, importID: importID, timeZone: command.timeZone)
      try await report.print(status: status, errorReport: try await client.errorReport(of: status))
      return status.status == "IMPORTED" ? .success : .failure
    } catch let error as DevClient.Fault {
      printError("\(error)")
      return .failure
    }
  }

  /// The host in a URL. A client cannot connect to the unspecified addresses, so loopback replaces
  /// them.
  private static func reachable(_ host: String) -> String {
    switch host {
    case "0.0.0.0": "127.0.0.1"
    case "::": "[::1]"
    default: host.contains(":") ? "[\(host)]" : host
    }
  }
}

/// Ends the process's services as SIGTERM would.
enum ServiceShutdown {
  static func trigger() async throws { kill(getpid(), SIGTERM) }
}
