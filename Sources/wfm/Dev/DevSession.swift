import ArgumentParser
import Foundation
import Identity
import ServiceLifecycle

/// What `wfm dev` does once its server listens: says where, imports the file, and goes on or stops.
actor DevSession: Service {
  private let command: DevCommand
  private let folder: DevFolder
  private let composition: Composition
  private let databaseURL: String
  private let ports: AsyncStream<Int>
  /// How the command is to end; nil before the import's outcome is known.
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
    try folder.record(databaseURL: databaseURL, host: host, port: port)
    let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    let token = try await composition.token(
      account: DevCommand.account, scopes: [.write, .read], client: "wfm-dev",
      lifetime: 12 * 3600)
    if let file = command.file {
      exitCode = try await importFile(file, address: address, token: token)
    }
    if command.once {
      try await ServiceShutdown.trigger()
    } else {
      print(
        Self.welcome(
          address: address, token: token, secret: try folder.clientSecret(), data: folder.path))
    }
    // Into a pipe, print(_:) keeps its text until a buffer is full.
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

  private static func welcome(
    address: String, token: String, secret: String, data: String
  ) -> String {
    """

    Serving at \(address), account "\(DevCommand.account)". Ctrl-C stops everything. Try:

    TOKEN='\(token)'

    or, as a client of the API gets one:

    curl -u '\(Demo.client):\(secret)' -d grant_type=client_credentials \\
      \(address)/oauth/token

    and with it:

    curl -i \(address)/v1/schedules/event-imports \\
      -H "Authorization: Bearer $TOKEN" \\
      -F csv_file=@Examples/schedule.csv -F file_name=schedule.csv \\
      -F time_zone=America/New_York

    curl \(address)/v1/schedules/event-imports/IMPORT_ID -H "Authorization: Bearer $TOKEN"

    wfm events export --data \(data) --account \(DevCommand.account) --time-zone America/New_York
    """
  }
}

/// Ends the process's services as SIGTERM would.
enum ServiceShutdown {
  static func trigger() async throws { kill(getpid(), SIGTERM) }
}
