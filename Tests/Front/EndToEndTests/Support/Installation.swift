import Foundation
import Identity
import Postgres
import Secrets
import TestSupport

/// A database, keys, and the settings with which the program works on them.
final class Installation: Sendable {
  static let reportURLKey = "the-key-of-links-to-error-reports"

  let connection: PostgresConnection
  let environment: [String: String]
  private let folder: URL

  /// Creates an installation on a new, migrated database.
  convenience init() async throws {
    try self.init(connectionString: try await TestDatabase().connectionString)
  }

  init(connectionString: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "wfm-e2e-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let key = folder.appending(path: "signing-key.pem")
    try Data(SigningKey().pem.revealed.utf8).write(to: key)
    connection = PostgresConnection(
      configuration: .init(connectionString: connectionString), logger: TestDatabase.logger)
    environment = [
      // A machine that runs every test concurrently may be slow to open a session.
      "WFM_DATABASE_URL": "\(connectionString) connect_timeout=60", "WFM_PORT": "0",
      "WFM_TOKEN_SIGNING_KEY": key.path(percentEncoded: false),
      "WFM_REPORT_URL_KEY": Self.reportURLKey,
    ]
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Starts the program with these settings.
  func start(
    _ arguments: String..., settings: [String: String] = [:]
  ) throws -> Program {
    try Program(
      Places.wfm, arguments, environment: environment.merging(settings) { $1 })
  }

  /// Runs a subcommand to its end.
  func run(
    _ arguments: String..., settings: [String: String] = [:]
  ) async throws -> Program.Ending {
    try await Program.run(
      Places.wfm, arguments, environment: environment.merging(settings) { $1 })
  }

  /// Writes a file that is removed with the installation.
  func file(_ contents: String, named name: String = UUID().uuidString) throws -> String {
    let file = folder.appending(path: name)
    try Data(contents.utf8).write(to: file)
    return file.path(percentEncoded: false)
  }

  /// Creates an account with the demo's agents and event types.
  func makeAccount(
    _ account: String = "acme", agents: String = Places.demoAgents,
    eventTypes: String = Places.demoEventTypes
  ) async throws {
    for ending in [
      try await run("accounts", "create", account),
      try await run("agents", "import", agents, "--account", account),
      try await run("event-types", "import", eventTypes, "--account", account),
    ] where ending.status != 0 {
      throw Refused(text: ending.errors)
    }
  }

  /// Starts a server, and waits until it listens.
  ///
  /// - Parameter openFiles: the number of files that it may have open; nil for this process's
  ///   limit.
  func serve(
    _ arguments: String..., settings: [String: String] = [:], openFiles: Int? = nil
  ) async throws -> Server {
    let command = [Places.wfm, "serve"] + arguments
    let limited = openFiles.map { ["/bin/sh", "-c", "ulimit -n \($0); exec \"$0\" \"$@\""] } ?? []
    let words = limited + command
    let program = try Program(
      words[0], Array(words.dropFirst()), environment: environment.merging(settings) { $1 })
    return Server(program: program, port: try await program.waitFor("its port", Self.port(of:)))
  }

  private static func port(of program: Program) -> Int? {
    program.errors.firstMatch(of: /port=(\d+)[^\n]*listening\n/).flatMap { Int($0.1) }
  }

  /// A client with a token of the account.
  func client(of server: Server, account: String = "acme") async throws -> Client {
    let token = try await run(
      "token", "--account", account, "--scope", "wfm-public:write", "--scope", "wfm-public:read")
    guard token.status == 0 else { throw Refused(text: token.errors) }
    return Client(
      address: server.address,
      token: String(token.output.prefix { !$0.isNewline }))
  }

  /// The one value that a query returns.
  func value<Value: PostgresValue & Sendable>(
    _ sql: String, as type: Value.Type = Value.self
  ) async throws -> Value? {
    let statement = Statement<Value>(sql) { (row) throws(PostgresError) in try row.next() }
    return try await connection.run { connection in try connection.first(statement) }
  }
}

/// A listening server.
struct Server: Sendable {
  let program: Program
  let port: Int

  var address: String { "http://127.0.0.1:\(port)" }

  /// Stops the server as an operator would.
  func stop() async throws -> Program.Ending {
    program.send(SIGTERM)
    return try await program.ending(within: .seconds(10))
  }
}

/// A program failed, or the server rejected a request.
struct Refused: Error, CustomStringConvertible {
  let text: String
  var description: String { text }
}
