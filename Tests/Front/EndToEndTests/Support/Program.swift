import EmbeddedPostgres
import Foundation
import TestSupport

/// A running program, with its output so far.
final class Program: Sendable {
  private let process = Process()
  private let folder: URL

  /// Starts a program. It inherits only PATH, HOME and the sanitizers' variables from this process.
  init(
    _ path: String, _ arguments: [String], environment: [String: String] = [:],
    directory: String? = nil, input: String = ""
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "wfm-e2e-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    process.set(path, arguments, directory: directory)
    let own = ProcessInfo.processInfo.environment.filter { name, _ in
      ["PATH", "HOME"].contains(name) || name.hasSuffix("SAN_OPTIONS")
    }
    // SwiftPM warns about compiled Python among the sources.
    let quiet = own.merging(["PATH": Tool.searchPath, "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
    process.environment = quiet.merging(environment) { $1 }
    let stdin = folder.appending(path: "in")
    try Data(input.utf8).write(to: stdin)
    let given = try FileHandle(forReadingFrom: stdin)
    let printed = try Self.newFile(folder.appending(path: "out"))
    let complained = try Self.newFile(folder.appending(path: "err"))
    process.standardInput = given
    process.standardOutput = printed
    process.standardError = complained
    try process.start()
    // Foundation keeps them open until this process ends: 2,500 in a whole run.
    for file in [given, printed, complained] { try file.close() }
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: folder)
  }

  private static func newFile(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  /// Runs a program to its end.
  static func run(
    _ path: String, _ arguments: [String], environment: [String: String] = [:],
    directory: String? = nil, input: String = ""
  ) async throws -> Ending {
    try await Program(
      path, arguments, environment: environment, directory: directory, input: input
    ).ending()
  }

  var processID: Int32 { process.processIdentifier }
  var isRunning: Bool { process.isRunning }
  var output: String { text(of: "out") }
  var errors: String { text(of: "err") }
  /// The file to which `errors` are written.
  var errorFile: String { folder.appending(path: "err").path(percentEncoded: false) }

  private func text(of file: String) -> String {
    let data = (try? Data(contentsOf: folder.appending(path: file))) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  /// The peak resident memory of the program, in bytes.
  func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
    guard let kilobytes = status.firstMatch(of: /VmHWM:\s+([0-9]+) kB/).flatMap({ Int($0.1) })
    else {
      throw Overdue("the system does not say how much memory it has had")
    }
    return kilobytes * 1024
  }

  /// The program's processor time, in user and kernel mode.
  func processorTime() throws -> Duration {
    let stat = try String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
    // The fields after the name in parentheses start with field 3.
    let fields = stat.drop { $0 != ")" }.split(separator: " ").dropFirst().map(String.init)
    guard fields.count > 12, let user = Int(fields[11]), let kernel = Int(fields[12]) else {
      throw Overdue("the system does not say how much processor time it has used")
    }
    return .milliseconds((user + kernel) * 1000 / sysconf(Int32(_SC_CLK_TCK)))
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  struct Ending: Sendable {
    /// The exit code, or the negated number of the signal that ended the program.
    let status: Int32
    let output: String
    let errors: String
  }

  /// Waits for the end.
  ///
  /// - Throws: `Overdue`
  func ending(within patience: Duration = .seconds(180)) async throws -> Ending {
    try await eventually(
      "timed out waiting for the end of \(process.arguments ?? []); it printed \(output)\(errors)",
      within: patience
    ) { !self.process.isRunning }
    let status = process.terminationStatus
    return Ending(
      status: process.terminationReason == .exit ? status : -status, output: output,
      errors: errors)
  }

  /// Waits until `find` returns a value from the output so far, or the program has ended.
  func waitFor<Found>(
    _ what: String, _ find: (Program) -> Found?
  ) async throws -> Found {
    var found: Found?
    // An initdb on a busy machine takes a minute. The time limit is checked below.
    try? await eventually(within: .seconds(180)) {
      found = find(self)
      return found != nil || !self.isRunning
    }
    // The program may have printed more before its end.
    guard let found = found ?? find(self) else {
      throw Overdue("timed out waiting for \(what); it printed \(output)\(errors)")
    }
    return found
  }
}
