import Administration
import Crypto
import Foundation
import HTTPAPI
import HTTPFront
import Identity
import Logging
import Scheduling
import Secrets
import Server
import ServerSupport
import Store
import TestSupport
import WireText

/// The real server on a free loopback port, with a separate database, and tokens for its callers.
struct AdminServer: Sendable {
  static let reportKey = "a key for the links of the error reports"

  let port: Int
  let database: TestDatabase
  let services: APIServices
  /// A token of the installation with the scope `wfm-admin`.
  let adminToken: String
  private let key: SigningKey

  var administrator: Administrator { services.administrator }
  /// The actor that the audit records for a test's preparations.
  static let origin = AuditOrigin(actor: "preparation")

  /// A token of an account with every scope.
  func token(of account: AccountName) async throws -> String {
    let client = "client of \(account)"
    return try await TokenIssuer(key: key).issue(
      account: account, scopes: Scope.allCases,
      clientID: client.utf8.count <= AccountName.longest ? client : "client", lifetime: 3600,
      now: TokenVerifier.systemClock())
  }

  /// A token of the installation for a client with this name, which is given as JSON.
  func adminToken(client: String) throws -> String {
    try Self.token(#""client_id":"\#(client)","scope":"wfm-admin""#, key)
  }

  /// A token that is valid for an hour, with these members besides its `exp`.
  func token(_ members: String) throws -> String { try Self.token(members, key) }

  private static func token(_ members: String, _ key: SigningKey) throws -> String {
    let claims = "{\"exp\":\(TokenVerifier.systemClock() + 3600),\(members)}"
    let signed = [#"{"alg":"ES256","kid":"\#(key.keyID)"}"#, claims]
      .map { Base64URL.encode($0.utf8) }.joined(separator: ".")
    let signature = try P256.Signing.PrivateKey(pemRepresentation: key.pem.revealed)
      .signature(for: Array(signed.utf8))
    return "\(signed).\(Base64URL.encode(signature.rawRepresentation))"
  }

  struct Setup: Sendable {
    var logger = TestDatabase.logger
    var runsWorker = false
    var requestsPerMinute = 1_000_000
  }

  /// Serves while `body` runs.
  static func run(
    _ setup: Setup = Setup(), _ body: (AdminServer) async throws -> Void
  ) async throws {
    let key = SigningKey()
    var program = TestServerSetup([
      .adminRate: "\(setup.requestsPerMinute)", .reportURLKey: reportKey,
    ])
    program.files = [.tokenSigningKey: key.pem.revealed]
    program.logger = setup.logger
    program.runsWorker = setup.runsWorker
    try await TestServer.run(program) { server in
      try await body(
        AdminServer(
          port: server.port, database: server.database, services: server.services,
          adminToken: try token(#""client_id":"operator","scope":"wfm-admin""#, key), key: key))
    }
  }
}
