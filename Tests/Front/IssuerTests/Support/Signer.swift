import Crypto
import Foundation
import Identity
import Scheduling
import Secrets
import TestSupport

/// A key pair of an issuer, and tokens in every shape signed with it.
struct Signer: Sendable {
  /// 2030-01-01 in seconds since 1970: far from the system's time, so that no test depends on the
  /// system's clock.
  static let now: Int64 = 1_893_456_000

  let key = SigningKey()
  let issuer: String

  /// A token of an account that is valid for a year from `now`.
  func token(account: AccountName = "acme", issuer: String? = nil) async throws -> String {
    try await TokenIssuer(key: key, issuer: issuer ?? self.issuer).issue(
      account: account, scopes: [.read], clientID: "client", lifetime: 31_536_000, now: Self.now)
  }

  /// A token with any header and any claims.
  func token(header: String, claims: String) throws -> String {
    let signed = "\(Self.base64URL(header.utf8)).\(Self.base64URL(claims.utf8))"
    let key = try P256.Signing.PrivateKey(pemRepresentation: key.pem.revealed)
    let signature = try key.signature(for: Data(signed.utf8))
    return "\(signed).\(Self.base64URL(signature.rawRepresentation))"
  }

  /// A token with a MAC instead of a signature.
  static func hs256(header: String, claims: String, secret: [UInt8]) -> String {
    let signed = "\(base64URL(header.utf8)).\(base64URL(claims.utf8))"
    let code = HMAC<SHA256>.authenticationCode(
      for: Data(signed.utf8), using: SymmetricKey(data: secret))
    return "\(signed).\(base64URL(code))"
  }

  /// Valid claims of an account.
  static func claims(issuer: String, account: String = "acme") -> String {
    #"{"iss":"\#(issuer)","exp":\#(now + 600),"account_id":"\#(account)","#
      + #""scope":"wfm-public:read","client_id":"client"}"#
  }

  static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  /// The key under another name.
  func jwks(kid: String) -> String { key.jwks.replacing(key.keyID, with: kid) }
}

extension TokenVerifier {
  /// A verifier of these issuers at `Signer.now`.
  convenience init(_ issuers: (keys: any KeySource, issuer: String)...) throws {
    self.init(
      issuers: try issuers.map {
        try TrustedIssuer(keys: $0.keys, policy: TokenPolicy(issuers: [$0.issuer]))
      },
      now: { Signer.now })
  }

  /// Why the token is rejected; nil if it is accepted.
  func fault(_ token: String) async -> TokenFault? {
    do throws(TokenFault) {
      _ = try await verify(token)
      return nil
    } catch {
      return error
    }
  }
}

extension IssuerKeys {
  /// The keys that a stub serves, on any path.
  static func of(
    _ stub: StubIssuer, clock: ManualClock, log: LogLines = LogLines()
  ) throws -> IssuerKeys {
    try IssuerKeys(
      issuer: stub.url, location: .jwks(try IssuerURL("\(stub.url)/keys")),
      clock: clock.refreshClock, logger: log.logger)
  }
}
