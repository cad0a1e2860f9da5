package import Crypto
package import Foundation

/// Creates the assertions of clients, and assertions with one fault.
package enum SignedAssertion {
  /// The claims of a valid assertion.
  package static func claims(
    client: String, audience: String, now: Int64, life: Int64 = 60
  ) -> [String: any Sendable] {
    [
      "iss": client, "sub": client, "aud": audience, "exp": now + life, "iat": now,
      "jti": UUID().uuidString,
    ]
  }

  /// Signs with ES256.
  package static func make(
    _ claims: [String: any Sendable], key: P256.Signing.PrivateKey,
    header: [String: any Sendable] = ["alg": "ES256", "typ": "JWT"]
  ) throws -> String {
    try make(claims, header: header) { try key.signature(for: $0).rawRepresentation }
  }

  /// Signs with `sign`.
  package static func make(
    _ claims: [String: any Sendable], header: [String: any Sendable],
    sign: (Data) throws -> Data
  ) throws -> String {
    let segments = try [header, claims].map {
      base64URL(try JSONSerialization.data(withJSONObject: $0))
    }
    let signed = segments.joined(separator: ".")
    return "\(signed).\(base64URL(try sign(Data(signed.utf8))))"
  }

  /// A JWK Set with one key.
  package static func jwks(_ key: P256.Signing.PublicKey, id: String? = nil) -> String {
    let point = key.rawRepresentation
    let name = id.map { #","kid":"\#($0)""# } ?? ""
    return #"{"keys":[{"kty":"EC","crv":"P-256","x":"\#(base64URL(point.prefix(32)))","#
      + #""y":"\#(base64URL(point.suffix(32)))"\#(name)}]}"#
  }

  package static func base64URL(_ bytes: Data) -> String {
    bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }
}
