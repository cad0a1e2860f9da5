import EmbeddedPostgres
package import Foundation

/// A tool from outside this repository that some tests need and a machine may lack.
package struct Tool: Sendable {
  package let name: String
  /// How to install the tool.
  let remedy: String
  package let isPresent: Bool

  private init(_ name: String, remedy: String, isPresent: Bool) {
    self.name = name
    self.remedy = remedy
    self.isPresent = isPresent
  }

  /// The folders of programs: PATH, then the folders that a user's PATH often lacks.
  package static let searchPath =
    "\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"):/usr/sbin:/sbin"

  /// The first folder of `searchPath` that has the program.
  package static func path(of program: String) -> String? {
    searchPath.split(separator: ":").map { "\($0)/\(program)" }
      .first(where: FileManager.default.isExecutableFile(atPath:))
  }

  private static let installation = "run scripts/install-dependencies --tests"

  private static func program(_ name: String) -> Tool {
    Tool(name, remedy: installation, isPresent: path(of: name) != nil)
  }

  package static let curl = program("curl")
  package static let haproxy = program("haproxy")
  package static let nginx = program("nginx")
  package static let openssl = program("openssl")
  package static let promtool = program("promtool")
  package static let setpriv = Tool(
    "setpriv", remedy: "install Debian's package util-linux",
    isPresent: path(of: "setpriv") != nil)
  /// psql, pg_dump and pg_restore.
  package static let psql = Tool(
    "psql with pg_dump and pg_restore", remedy: installation,
    isPresent: ["psql", "pg_dump", "pg_restore"].allSatisfy { path(of: $0) != nil })
  package static let node = Tool(
    "Node.js 18 or later", remedy: "\(installation), or install a newer one",
    isPresent: succeeds("node", "-e", "fetch"))
  /// The system's Python, with its standard library.
  package static let python3 = Tool(
    "python3 3.9 or later", remedy: installation,
    isPresent: succeeds("python3", "-c", "import zoneinfo"))

  package static let root = Tool(
    "the user root", remedy: "run the tests as root", isPresent: geteuid() == 0)

  private static let python =
    "run scripts/test, or set WFM_TEST_PYTHON to a Python with Tests/requirements.txt"

  /// All packages of Tests/requirements.txt.
  package static let pythonPackages = Tool(
    "WFM_TEST_PYTHON", remedy: python,
    isPresent: ProcessInfo.processInfo.environment["WFM_TEST_PYTHON"] != nil)
  package static let authlib = Tool(
    "Python's Authlib, Flask and joserfc", remedy: python,
    isPresent: succeeds(PythonTool.python, "-c", "import authlib, flask, joserfc"))
  package static let boto3 = Tool(
    "Python's boto3", remedy: python, isPresent: succeeds(PythonTool.python, "-c", "import boto3"))
  package static let objectStores = Tool(
    "weed and rclone", remedy: python,
    isPresent: ["weed", "rclone"].allSatisfy { PythonTool.program($0) != nil })

  /// A folder of published test vectors.
  package static func vectors(_ folder: URL) -> Tool {
    Tool(
      "the vectors \(folder.lastPathComponent)",
      remedy: "put them at \(folder.path), or set WFM_TEST_VECTORS to the folder they are in",
      isPresent: FileManager.default.fileExists(atPath: folder.path))
  }

  private static func succeeds(_ command: String...) -> Bool {
    let probe = Process()
    probe.executableURL = URL(filePath: "/usr/bin/env")
    probe.arguments = command
    probe.standardInput = FileHandle.nullDevice
    probe.standardOutput = FileHandle.nullDevice
    probe.standardError = FileHandle.nullDevice
    guard (try? probe.start()) != nil else { return false }
    probe.waitUntilExit()
    return probe.terminationStatus == 0
  }
}
