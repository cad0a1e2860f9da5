import Foundation
import Testing

/// The message that rejects a value shows which source it came from.
@Suite("Where settings come from", .timeLimit(.minutes(10)))
struct SettingsSourceTests {
  private func refusal(
    _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> String {
    let ending = try await Program.run(Places.wfm, arguments, environment: environment)
    #expect(ending.status != 0)
    return ending.errors
  }

  @Test func `flags override the environment, which overrides the file`() async throws {
    try await Places.withFolder { folder in
      let file = "\(folder)/settings"
      try "# wrong throughout\n\n WFM_LOG_LEVEL = of-file \n".write(
        toFile: file, atomically: true, encoding: .utf8)
      let environment = ["WFM_LOG_LEVEL": "of-environment"]
      let command = ["migrate", "status", "--config", file]

      let ofFile = try await refusal(command)
      #expect(ofFile.contains("WFM_LOG_LEVEL is \"of-file\""))
      let ofEmpty = try await refusal(command, environment: ["WFM_LOG_LEVEL": ""])
      #expect(ofEmpty.contains("WFM_LOG_LEVEL is \"of-file\""))
      let ofEnvironment = try await refusal(command, environment: environment)
      #expect(ofEnvironment.contains("WFM_LOG_LEVEL is \"of-environment\""))
      for flag in [["--log-level", "of-flag"], ["--log-level=of-flag"]] {
        let ofFlag = try await refusal(command + flag, environment: environment)
        #expect(ofFlag.contains("WFM_LOG_LEVEL is \"of-flag\""))
      }
      let ofEmptyFlag = try await refusal(command + ["--log-level="], environment: environment)
      #expect(ofEmptyFlag.contains("WFM_LOG_LEVEL is \"of-environment\""))
    }
  }

  @Test func `a flag before an argument keeps its value`() async throws {
    let installation = try await Installation()
    let ending = try await installation.run("accounts", "create", "--log-level", "error", "acme")
    #expect(ending.output == "acme: created\n")
  }

  @Test func `commas in a flag's value are kept`() async throws {
    let installation = try await Installation()
    let token = try await installation.run(
      "token", "--account", "acme", "--scope", "wfm-public:read", "--token-issuer",
      "https://b.example, https://a.example", "--token-audience=one")
    let payload = token.output.split(separator: ".").dropFirst().prefix(1).joined()
      .replacing("-", with: "+").replacing("_", with: "/")
    let padded = payload + String(repeating: "=", count: (4 - payload.count % 4) % 4)
    let json = try #require(Data(base64Encoded: padded))
    let claims = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(claims["iss"] as? String == "https://b.example")
    #expect(claims["aud"] as? String == "one")
  }

  @Test(arguments: [
    (["--databse-url", "x"], "Unknown flag --databse-url. Did you mean --database-url?"),
    (["--colour"], "Unknown flag --colour."),
    // A name with four wrong letters is near enough. A name with five is not.
    (["--dxxxxase-url", "x"], "Unknown flag --dxxxxase-url. Did you mean --database-url?"),
    (["--dxxxxxse-url", "x"], "Unknown flag --dxxxxxse-url. See --help."),
    (["-p", "80"], "Unknown flag -p."),
    (["8080"], "Unexpected argument \"8080\"."),
    (["--port"], "--port needs a value"),
    (["--port", "--host", "x"], "--port needs a value"),
    (["--port", "1", "--port=2"], "--port is given twice."),
    (["--config", "/nonexistent"], "Cannot read the configuration file /nonexistent:"),
    (["--config", "/"], "Cannot read the configuration file /:"),
    (["--config", "/dev/null", "--data", "x"], "Give either --config or --data, not both."),
    (["--data", "/nonexistent"], "/nonexistent is not the data folder of a `wfm dev`."),
  ])
  func `arguments that cannot be parsed are rejected`(
    arguments: [String], sentence: String
  ) async throws {
    let refusal = try await refusal(["serve"] + arguments)
    #expect(refusal.contains(sentence))
  }

  @Test func `a byte order mark does not hide the file's first setting`() async throws {
    try await Places.withFolder { folder in
      let file = "\(folder)/settings"
      try "\u{FEFF}WFM_LOG_LEVEL=wrong\r\n".write(
        toFile: file, atomically: true, encoding: .utf8)
      let refusal = try await refusal(["migrate", "status", "--config", file])
      #expect(refusal.contains("WFM_LOG_LEVEL is \"wrong\""))
    }
  }

  @Test func `if a setting is in the file twice, the last value is used`() async throws {
    try await Places.withFolder { folder in
      let file = "\(folder)/settings"
      try "WFM_LOG_LEVEL=first\nWFM_LOG_LEVEL=last\n".write(
        toFile: file, atomically: true, encoding: .utf8)
      let refusal = try await refusal(["migrate", "status", "--config", file])
      #expect(refusal.contains("WFM_LOG_LEVEL is \"last\""), "\(refusal)")
    }
  }

  @Test func `a line of the file without a name is rejected with its number`() async throws {
    try await Places.withFolder { folder in
      let file = "\(folder)/settings"
      try "# comment\n\n = 80\n".write(toFile: file, atomically: true, encoding: .utf8)
      let refusal = try await refusal(["serve", "--config", file])
      #expect(refusal.contains("Line 3 of the configuration file \(file)"), "\(refusal)")
    }
  }

  @Test func `--data uses the data folder's database, not the environment's`()
    async throws
  {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let program = try dev.start()
      _ = try await dev.address(of: program)
      let ending = try await Program.run(
        Places.wfm, ["accounts", "list", "--data", dev.data],
        environment: ["WFM_DATABASE_URL": "host=/nonexistent"])
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.contains("demo"), "\(ending.output)")
      program.send(SIGTERM)
      #expect(try await program.ending(within: .seconds(20)).status == 0)
    }
  }

  @Test func `a line of the file that is not a setting is rejected with its number`() async throws {
    try await Places.withFolder { folder in
      let file = "\(folder)/settings"
      try "WFM_PORT=0\nport 80\n".write(toFile: file, atomically: true, encoding: .utf8)
      let refusal = try await refusal(["serve", "--config", file])
      #expect(refusal.contains("Line 2 of the configuration file \(file)"))
    }
  }

  @Test func `an unknown WFM_ variable gets a warning`() async throws {
    let installation = try await Installation()
    let file = try installation.file("WFM_LOGLEVEL=debug\nPGAPPNAME=other\n")
    let ending = try await installation.run(
      "migrate", "status", "--config", file,
      settings: ["WFM_DATABSE_URL": "x", "WFM_COLOUR_OF_THE_SKY": "blue", "WFM_TEST_PYTHON": "x"])
    #expect(ending.status == 0)
    let warnings = ending.errors.split(separator: "\n")
    #expect(warnings.count == 3)
    #expect(warnings.allSatisfy { $0.contains("warning") })
    #expect(warnings.first?.contains("Unknown setting WFM_COLOUR_OF_THE_SKY is ignored.") == true)
    #expect(warnings.first?.contains("Did you mean") == false)
    #expect(ending.errors.contains("Unknown setting WFM_DATABSE_URL is ignored."))
    #expect(ending.errors.contains("Did you mean WFM_DATABASE_URL?"))
    #expect(ending.errors.contains("Did you mean WFM_LOG_LEVEL?"))
  }
}
