import AsyncHTTPClient
import Foundation
import Identity
import NIOHTTP1
import Scheduling
import Secrets
import TestSupport
import Testing

/// The claims that settings require of an access token.
@Suite("The settings of access tokens", .timeLimit(.minutes(5)))
struct TokenSettingsTests {
  private static let secret = ["WFM_TOKEN_SECRET": "the-shared-secret-of-the-issuer-of-tokens"]
  private static let checked = [
    "WFM_TOKEN_ISSUER": "https://id.example", "WFM_TOKEN_AUDIENCE": "wfm",
    "WFM_TOKEN_LONGEST_LIFETIME": "86400",
  ]
  private static let gap =
    "tokens signed by WFM_TOKEN_SECRET are accepted of any issuer, for any audience, of any lifetime"

  /// The status of a request of the admin API with a token of the installation's own key.
  private func status(
    issuer: String? = nil, lifetime: Int64 = 3600, on installation: Installation,
    settings: [String: String]
  ) async throws -> (status: UInt, body: String) {
    let file = try #require(installation.environment["WFM_TOKEN_SIGNING_KEY"])
    let key = try SigningKey(
      pem: Secret(try String(contentsOfFile: file, encoding: .utf8)))
    let token = try TokenIssuer(key: key, issuer: issuer).issue(
      for: .installation, scopes: [Scope.admin], clientID: "operator", lifetime: lifetime,
      now: TokenVerifier.systemClock())
    let server = try await installation.serve(settings: settings)
    var request = HTTPClientRequest(url: "\(server.address)/admin/v1/accounts")
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    let answer = try await exchange(request)
    _ = try await server.stop()
    return (answer.response.status.code, answer.body)
  }

  @Test
  func `a server that issues tokens accepts admin tokens only of issuers that a setting names`()
    async throws
  {
    let installation = try await Installation()
    let masterKey = try installation.file("a master key of more than thirty-two bytes")
    let issuer = "https://id.example"
    #expect(try await status(on: installation, settings: [:]).status == 200)
    let named = ["WFM_ADMIN_ISSUERS": issuer]
    #expect(try await status(on: installation, settings: named).status == 401)
    #expect(try await status(issuer: issuer, on: installation, settings: named).status == 200)
    let issuing = ["WFM_MASTER_KEY": masterKey]
    let refused = try await status(issuer: issuer, on: installation, settings: issuing)
    #expect(refused.status == 401)
    #expect(refused.body.contains("WFM_ADMIN_ISSUERS"))
    let both = issuing.merging(named) { $1 }
    #expect(try await status(issuer: issuer, on: installation, settings: both).status == 200)
  }

  @Test func `a token that lives longer than the setting allows is rejected`() async throws {
    let installation = try await Installation()
    let settings = ["WFM_TOKEN_LONGEST_LIFETIME": "600"]
    let short = try await status(lifetime: 600, on: installation, settings: settings)
    #expect(short.status == 200)
    let long = try await status(lifetime: 601, on: installation, settings: settings)
    #expect(long.status == 401)
    #expect(long.body.contains("lives longer than 600 s"))
  }

  @Test func `start and doctor report keys whose tokens no setting limits`()
    async throws
  {
    let installation = try await Installation()
    let server = try await installation.serve(settings: Self.secret)
    let log = try await server.stop().errors
    #expect(log.contains(Self.gap))
    #expect(log.contains("set WFM_TOKEN_ISSUER, WFM_TOKEN_AUDIENCE, WFM_TOKEN_LONGEST_LIFETIME"))
    let diagnosis = try await installation.diagnosis(settings: Self.secret)
    let note = try #require(diagnosis.checks.first { $0.message == Self.gap })
    #expect(note.state == "note")
    #expect(note.remedy?.hasPrefix("Set WFM_TOKEN_ISSUER, ") == true)
  }

  @Test func `nothing is reported if all of them are set`() async throws {
    let installation = try await Installation()
    let settings = Self.secret.merging(Self.checked) { $1 }
    let server = try await installation.serve(settings: settings)
    let log = try await server.stop().errors
    #expect(!log.contains("tokens signed by"))
    let diagnosis = try await installation.diagnosis(settings: settings)
    #expect(!diagnosis.checks.contains { $0.message.contains("tokens signed by") })
  }

  /// The keys are published, and their issuer is named.
  @Test func `the doctor reports an issuer whose tokens are accepted for any audience`()
    async throws
  {
    let installation = try await Installation()
    let diagnosis = try await installation.diagnosis(settings: [
      "WFM_TOKEN_ISSUER": "http://127.0.0.1:1", "WFM_TOKEN_JWKS_URL": "http://127.0.0.1:1/keys",
      "WFM_TOKEN_SIGNING_KEY": "",
    ])
    let note = diagnosis.checks.first { $0.remedy == "Set WFM_TOKEN_AUDIENCE." }
    #expect(note?.state == "note")
  }
}
