import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@Suite("wfm clients, keys and audit", .timeLimit(.minutes(10)))
struct IdentityCommandTests {
  private static let masterKey = "a master key of more than thirty-two bytes, for tests only"

  private let installation: Installation
  private let settings: [String: String]

  init() async throws {
    installation = try await Installation()
    settings = [
      "WFM_MASTER_KEY": try installation.file(Self.masterKey), "WFM_LOG_LEVEL": "trace",
      // A shared issuer, so that every server accepts the tokens of every other server.
      "WFM_ISSUER": "https://wfm.example.com",
    ]
  }

  private func run(_ arguments: String...) async throws -> String {
    let ending = try await Program.run(
      Places.wfm, arguments, environment: installation.environment.merging(settings) { $1 })
    guard ending.status == 0 else { throw Refused(text: ending.errors) }
    return ending.output
  }

  private func status(_ url: String, token: String) async throws -> Int {
    var request = HTTPClientRequest(url: url)
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    return Int(try await exchange(request).response.status.code)
  }

  @Test func `a client gets tokens with its secret until it is revoked`() async throws {
    try await installation.makeAccount()
    let client = try OAuthClient(
      printed: try await run("clients", "create", "--account", "acme", "--name", "HRIS"))
    let server = try await installation.serve(settings: settings)
    let token = try #require(
      try await client.requestToken(of: server.address).accessToken)

    let uploader = Client(address: server.address, token: token)
    let id = try await uploader.upload(try Places.exampleFile())
    #expect(try await uploader.outcome(of: id).status == "IMPORTED_WITH_ERRORS")
    #expect(try await status("\(server.address)/admin/v1/accounts", token: token) == 403)

    let list = try await run("clients", "list", "--account", "acme")
    #expect(list.contains(client.id) && list.contains("HRIS") && !list.contains(client.secret))
    #expect(try await run("clients", "revoke", client.id, "--account", "acme").contains("revoked"))
    let refusal = try await client.requestToken(of: server.address)
    #expect(refusal.status == 401 && refusal.accessToken == nil)

    let audit = try await run("audit", "--account", "acme")
    for part in ["client.create", "client.revoke", "import.accept", id, "127.0.0.1", "cli:"] {
      #expect(audit.contains(part), "\(part)")
    }
    let log = try await server.stop().errors
    for secret in [client.secret, token, Self.masterKey] {
      #expect(!log.contains(secret) && !audit.contains(secret))
    }
  }

  @Test func `a rotated secret replaces the one before it, immediately or after a grace period`()
    async throws
  {
    try await installation.makeAccount()
    let first = try OAuthClient(
      printed: try await run("clients", "create", "--account", "acme", "--name", "HRIS"))
    let server = try await installation.serve(settings: settings)
    func rotate(_ arguments: String...) async throws -> OAuthClient {
      let ending = try await Program.run(
        Places.wfm, ["clients", "rotate-secret", first.id, "--account", "acme"] + arguments,
        environment: installation.environment.merging(settings) { $1 })
      return try OAuthClient(printed: ending.output)
    }
    let second = try await rotate("--grace", "3600")
    #expect(try await first.requestToken(of: server.address).status == 200)
    #expect(try await second.requestToken(of: server.address).status == 200)
    let third = try await rotate()
    #expect(try await first.requestToken(of: server.address).status == 401)
    #expect(try await second.requestToken(of: server.address).status == 401)
    #expect(try await third.requestToken(of: server.address).status == 200)
    _ = try await server.stop()
  }

  @Test func `an admin token can administer but not import`() async throws {
    let client = try OAuthClient(
      printed: try await run("clients", "create", "--admin", "--name", "Operations"))
    let server = try await installation.serve(settings: settings)
    let token = try #require(
      try await client.requestToken(of: server.address).accessToken)
    #expect(try await status("\(server.address)/admin/v1/accounts", token: token) == 200)
    let imports = "\(server.address)/v1/schedules/event-imports"
    #expect(try await status("\(imports)/\(UUID())", token: token) == 403)
    _ = try await server.stop()
  }

  @Test func `tokens stay valid after their key is rotated, but not after it is revoked`()
    async throws
  {
    try await installation.makeAccount()
    let client = try OAuthClient(
      printed: try await run("clients", "create", "--account", "acme", "--name", "HRIS"))
    let server = try await installation.serve(settings: settings)
    let token = try #require(try await client.requestToken(of: server.address).accessToken)
    _ = try await server.stop()
    #expect(try await statusOfUnknownImport(token: token) == 404)

    let first = try #require(
      try await run("keys", "list").split(separator: "\n").last?.split(separator: " ").first)
    #expect(try await run("keys", "rotate").contains("starts signing in 60 s"))
    #expect(try await run("keys", "list").split(separator: "\n").count == 3)
    #expect(try await statusOfUnknownImport(token: token) == 404)

    _ = try await run("keys", "revoke", String(first))
    #expect(try await statusOfUnknownImport(token: token) == 401)
    #expect(try await run("audit").contains("signing-key.revoke"))
  }

  @Test(arguments: [["keys", "rotate"], ["keys", "rotate", "--now"], ["keys", "revoke"]])
  func `a wrong master key changes nothing, and the command says so`(
    command: [String]
  )
    async throws
  {
    _ = try await run("keys", "rotate")
    let before = try await run("keys", "list")
    let id = try #require(
      before.split(separator: "\n").last?.split(separator: " ").first.map(String.init))
    let wrong = try installation.file("another master key of more than thirty-two bytes")
    let ending = try await Program.run(
      Places.wfm, command + (command.last == "revoke" ? [id] : []),
      environment: installation.environment.merging(settings) { $1 }
        .merging(["WFM_MASTER_KEY": wrong]) { $1 })
    #expect(ending.status != 0 && ending.output.isEmpty)
    #expect(
      ending.errors.contains(
        "WFM_MASTER_KEY cannot be used: The signing key \(id) cannot be decrypted"))
    #expect(ending.errors.contains("No key was changed."))
    #expect(try await run("keys", "list") == before)
    _ = try await installation.serve(settings: settings).stop()
  }

  /// A new server, which reads the current keys.
  private func statusOfUnknownImport(token: String) async throws -> Int {
    let server = try await installation.serve(settings: settings)
    let status = try await status(
      "\(server.address)/v1/schedules/event-imports/\(UUID())", token: token)
    _ = try await server.stop()
    return status
  }
}
