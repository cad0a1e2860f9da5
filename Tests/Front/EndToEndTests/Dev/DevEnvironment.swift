import Foundation

/// A `wfm dev` on a data folder.
struct DevEnvironment: Sendable {
  let data: String

  /// Starts `wfm dev` on a free port.
  func start(_ arguments: String..., environment: [String: String] = [:]) throws -> Program {
    let port = arguments.contains("--port") ? [] : ["--port", "0"]
    return try Program(
      Places.wfm, ["dev", "--data", data] + port + arguments, environment: environment,
      directory: "/")
  }

  /// Runs `wfm dev` to its end.
  func run(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws
    -> Program.Ending
  {
    try await Program(
      Places.wfm, ["dev", "--data", data, "--port", "0"] + arguments, environment: environment,
      directory: "/"
    ).ending()
  }

  /// Runs another subcommand on its data folder.
  func command(_ arguments: String...) async throws -> Program.Ending {
    try await Program.run(Places.wfm, arguments + ["--data", data], directory: "/")
  }

  /// Waits until it has printed its whole welcome.
  ///
  /// - Returns: the address.
  func address(of program: Program) async throws -> String {
    try await program.waitFor("its address") { program in
      let output = program.output
      guard output.hasSuffix("\n"), output.contains("events export") else { return nil }
      return output.firstMatch(of: /Serving at (http:[^,]*),/).map { String($0.1) }
    }
  }

  /// The process ID of the private PostgreSQL, from PostgreSQL's own record.
  var serverProcess: Int32? {
    let record = "\(data)/postgres/cluster/postmaster.pid"
    return (try? String(contentsOfFile: record, encoding: .utf8))
      .flatMap { $0.split(separator: "\n").first }.flatMap { Int32($0) }
  }

  /// The processes whose working folder is inside the data folder.
  var leftProcesses: [String] {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.filter { process in
      guard Int32(process) != nil else { return false }
      let command = (try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))) ?? Data()
      return String(decoding: command, as: UTF8.self).contains(data)
    }
  }
}
