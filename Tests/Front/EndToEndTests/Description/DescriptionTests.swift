import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

/// Third-party programs read the description and check the server against it.
@Suite(
  "The API's description",
  .needs(.pythonPackages), .timeLimit(.minutes(10)))
struct DescriptionTests {
  private static let environment = ProcessInfo.processInfo.environment

  /// Runs a program of a Python package in a separate folder.
  private static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> Program.Ending {
    let python = URL(filePath: Self.environment["WFM_TEST_PYTHON"] ?? "python3")
    let path = python.deletingLastPathComponent().appending(path: program)
    return try await Places.withFolder { folder in
      try await Program.run(
        path.path(percentEncoded: false), arguments,
        environment: environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 },
        directory: folder)
    }
  }

  @Test func `is valid OpenAPI 3.1`() async throws {
    let ending = try await Self.run(
      "openapi-spec-validator",
      ["--schema", "3.1", Places.path("Sources/Front/APIDescription/openapi.json")])
    #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
  }

  /// `WFM_TEST_EXAMPLES=1000` makes it generate more examples, which differ in each run.
  @Test(arguments: [true, false])
  func `holds for every request of schemathesis`(hasTokens: Bool) async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    let settings = [
      "WFM_MASTER_KEY": try installation.file("a master key of more than thirty-two bytes"),
      "WFM_UPLOAD_RATE": "1000000", "WFM_READ_RATE": "1000000", "WFM_ADMIN_RATE": "1000000",
    ]
    let server = try await installation.serve(settings: settings)
    let ending = try await Self.run(
      "schemathesis",
      [
        "--config-file", Places.path("Tests/Front/EndToEndTests/Description/schemathesis.toml"),
        "run",
        "\(server.address)/openapi.json", "--checks", "all", "--continue-on-failure",
      ] + Self.extent,
      environment: [
        "PYTHONPATH": Places.path("Tests/Front/EndToEndTests/Description"), "COLUMNS": "200",
      ].merging(hasTokens ? try await Self.access(to: installation, server, settings) : [:]) { $1 })
    #expect(ending.status == 0, "\(ending.output.suffix(20_000))\(ending.errors)")
    #expect(ending.output.contains("Stateful"))
    #expect(try await server.stop().status == 0)
  }

  private static var extent: [String] {
    if let examples = environment["WFM_TEST_EXAMPLES"] { return ["--max-examples", examples] }
    return ["--max-examples", "5", "--generation-deterministic"]
  }

  /// Tokens, and the names of existing resources.
  private static func access(
    to installation: Installation, _ server: Server, _ settings: [String: String]
  ) async throws -> [String: String] {
    func run(_ arguments: String...) async throws -> OAuthClient {
      let ending = try await Program.run(
        Places.wfm, arguments, environment: installation.environment.merging(settings) { $1 })
      return try OAuthClient(printed: ending.output)
    }
    let administrator = try await run("clients", "create", "--admin", "--name", "operator")
    let spare = try await run("clients", "create", "--admin", "--name", "spare")
    let client = try await run("clients", "create", "--account", "acme", "--name", "HRIS")
    let uploader = try await installation.client(of: server)
    let id = try await uploader.upload(try Places.exampleFile())
    #expect(try await uploader.outcome(of: id).status == "IMPORTED_WITH_ERRORS")
    return [
      "ADMIN_TOKEN": try #require(
        try await administrator.requestToken(of: server.address).accessToken),
      "ACCOUNT_TOKEN": uploader.token,
      "RESOURCES": """
      {"account":{"account":"acme","client":"\(client.id)","agent":1,"event_type":1},
       "installation":{"client":"\(spare.id)","import_id":"\(id)"},
       "credentials":{"grant_type":"client_credentials","client_id":"\(administrator.id)",
         "client_secret":"\(administrator.secret)"}}
      """,
    ]
  }
}
