import Foundation
import Server
import TestSupport
import Testing

/// Runs the real program at its most verbose log level. No command shows a secret that it was
/// given.
@Suite("The secrets of the settings", .timeLimit(.minutes(10)))
struct SecrecyTests {
  /// Checks the output of a command, and the access log that swift-configuration can write.
  private static func check(
    _ command: [String], _ ending: Program.Ending, _ planted: PlantedSecrets, accessLog: String
  ) {
    let access = (try? String(contentsOfFile: accessLog, encoding: .utf8)) ?? ""
    for canary in planted.canaries {
      for text in [ending.output, ending.errors, access] {
        #expect(!text.contains(canary), "\(command)")
      }
    }
    // A dump of a service.
    #expect(!ending.errors.contains(#/sl-services?=[^\n]*\(/#), "\(command)")
  }

  private static let commands = [
    ["migrate", "up"], ["migrate", "status"], ["accounts", "create", "acme"],
    ["accounts", "list"], ["accounts", "limit", "acme", "--uploads", "100"],
    ["agents", "import", Places.demoAgents, "--account", "acme"],
    ["event-types", "import", Places.demoEventTypes, "--account", "acme"],
    ["events", "export", "--account", "acme"], ["audit"], ["retention"],
    ["retention", "--dry-run"], ["keys", "rotate"], ["keys", "list"], ["doctor"],
    ["doctor", "--json"], ["doctor", "--work"], ["health"], ["health", "--work"],
    ["token", "--account", "acme", "--scope", "wfm-public:read"],
    ["clients", "create", "--account", "acme", "--name", "robot"],
    ["clients", "list", "--account", "acme"], ["settings"], ["settings", "--markdown"],
    ["commands"], ["serve", "--help"],
    // Also runs commands that are rejected.
    ["serve", "--reports", "nowhere"], ["serve", "--s3-kms-key-id", "key"],
    ["serve", "--report-url-key", "\(PlantedSecrets.mark)x"],
    ["serve", "--token-secret", "\(PlantedSecrets.mark)x"],
    ["serve", "--database-url", "\(PlantedSecrets.mark)x"],
    ["serve", "--s3-secret-access-kye", PlantedSecrets.text("flag")],
    ["accounts", "activate", "nobody"],
  ]

  private static func run(_ planted: PlantedSecrets, on installation: Installation) async throws {
    let log = try installation.file("")
    let settings = planted.settings.merging([
      "WFM_LOG_LEVEL": "trace", "CONFIG_ACCESS_LOG_FILE": log,
    ]) { $1 }
    for command in commands {
      let ending = try await Program.run(
        Places.wfm, command, environment: installation.environment.merging(settings) { $1 })
      check(command, ending, planted, accessLog: log)
    }
    let worker = try installation.start("work", settings: settings)
    let server = try await installation.serve(settings: settings)
    if planted.settings["WFM_TLS_KEY"] == nil {
      let token = try await installation.run(
        "token", "--account", "acme", "--scope", "wfm-public:write", settings: settings)
      let client = Client(
        address: server.address, token: String(token.output.prefix { !$0.isNewline }))
      _ = try await client.upload(try Places.exampleFile())
      _ = try await worker.waitFor("a report that is not stored") { [server] in
        ($0.errors + server.program.errors).contains("import attempt failed") ? true : nil
      }
    }
    for program in [worker, server.program] {
      program.send(SIGHUP)
      _ = try await program.waitFor("the reload") { $0.errors.contains("reloaded") ? true : nil }
      program.send(SIGTERM)
      let ending = try await program.ending(within: .seconds(30))
      #expect(ending.status == 0)
      #expect(ending.errors.contains(" debug ") && ending.errors.contains("Starting service"))
      check(["serve or work"], ending, planted, accessLog: log)
    }
  }

  @Test func `are shown by no command if they are in settings`() async throws {
    let installation = try await Installation()
    try await Self.run(try .inSettings(of: installation), on: installation)
  }

  @Test func `are shown by no command if they are in files`() async throws {
    let installation = try await Installation()
    try await Self.run(try .inFiles(of: installation), on: installation)
  }

  @Test func `are not shown by a server with TLS`() async throws {
    try await Places.withFolder { folder in
      let installation = try await Installation()
      try await Self.run(try .withTLS(of: installation, folder: folder), on: installation)
    }
  }

  @Test func `are not shown if a line of the configuration file is wrong`() async throws {
    let installation = try await Installation()
    let file = try installation.file(
      "WFM_PORT=0\nWFM_TOKEN_SECRET \(PlantedSecrets.text("line"))\n")
    let ending = try await installation.run("serve", "--config", file)
    #expect(ending.status != 0 && ending.errors.contains("Line 2"))
    #expect(!ending.errors.contains(PlantedSecrets.mark))
  }

  @Test func `are not shown by wfm dev`() async throws {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let environment = [
        "WFM_LOG_LEVEL": "trace", "WFM_TOKEN_SECRET": PlantedSecrets.text("token"),
        "AWS_SECRET_ACCESS_KEY": PlantedSecrets.text("aws"),
      ]
      let ending = try await dev.run(
        "--once", "--import", Places.example, environment: environment)
      var canaries = [PlantedSecrets.mark]
      for file in ["report-url-key", "master-key", "client-secret", "signing-key.pem"] {
        canaries += try String(contentsOfFile: "\(dev.data)/\(file)", encoding: .utf8)
          .split(separator: "\n").map(String.init).filter { !$0.hasPrefix("-") }
      }
      #expect(canaries.count >= 6 && canaries.allSatisfy { $0.count > 8 })
      #expect(ending.errors.contains("Starting service"), "\(ending.errors)")
      for canary in canaries {
        #expect(!ending.output.contains(canary) && !ending.errors.contains(canary), "\(canary)")
      }
    }
  }

  /// Fails until a new secret setting is planted.
  @Test func `are all planted by this test`() {
    let planted = Set(PlantedSecrets.direct + PlantedSecrets.inFiles + ["WFM_DATABASE_URL"])
    let secret = Setting.allCases.filter { $0.row.secrecy != .none }.map(\.variable)
    #expect(Set(secret) == planted)
    let suspects = Setting.allCases.map(\.variable).filter {
      $0.contains(/SECRET|PASSWORD|CREDENTIALS|SESSION_TOKEN|KEY(_FILE|S)?$|DATABASE_URL/)
    }
    #expect(Set(suspects) == planted)
  }
}
