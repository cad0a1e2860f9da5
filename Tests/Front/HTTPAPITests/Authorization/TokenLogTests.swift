import Authorization
import Crypto
import Foundation
import Identity
import Scheduling
import TestSupport
import Testing

/// No secret of the token endpoint reaches the log at any level.
@Suite("The token endpoint's log", .timeLimit(.minutes(5)))
struct TokenLogTests {
  @Test func `has no secrets, assertions or tokens, whether they are right or wrong`()
    async throws
  {
    let lines = LogLines()
    let database = try await TestDatabase()
    let key = P256.Signing.PrivateKey()
    let client = try await TestClient(
      jwks: SignedAssertion.jwks(key.publicKey), on: database)
    var secrets = [client.secret.plain, "wfms_wrong-in-the-header", "wfms_wrong-in-the-body"]
    let form = "grant_type=client_credentials"
    try await withTokenServer(on: database, logger: lines.logger) { server in
      _ = try await server.post(form, basic: "robot:\(secrets[1])")
      _ = try await server.post("\(form)&client_id=robot&client_secret=\(secrets[2])")
      _ = try await server.request("/oauth/token?client_secret=\(secrets[2])")
      for text in try [key, P256.Signing.PrivateKey()].map({ signer in
        try SignedAssertion.make(
          SignedAssertion.claims(
            client: "robot", audience: TokenServer.tokenURL, now: TokenVerifier.systemClock()),
          key: signer)
      }) {
        let type = ClientAssertion.type.replacing(":", with: "%3A")
        let answer = try await server.post(
          "\(form)&client_assertion_type=\(type)&client_assertion=\(text)")
        secrets += [text, answer.token].compactMap(\.self)
      }
      let token = try #require(try await server.token(client).token)
      _ = try await server.statusOfUse(token)
      secrets.append(token)
    }
    let text = lines.text
    #expect(text.contains("no token"))
    #expect(text.contains("invalid_client"))
    for secret in secrets {
      #expect(!text.contains(secret))
      // The log contains neither the signature alone nor the header's encoded form.
      #expect(!text.contains(secret.suffix(40)))
      #expect(!text.contains(Data("robot:\(secret)".utf8).base64EncodedString()))
    }
  }
}
