import FoundationEssentials
import JWTKit

/// Verifies the compact form of a JSON Web Signature (RFC 7515 section 5.2): text and keys in,
/// header and payload out. It knows nothing of claims.
///
/// The key is found first and brings its algorithm; the header's `alg` can only agree or be
/// refused. So neither `none` nor an HMAC keyed with a public key has a way in (RFC 8725 section
/// 2.1). Of the header, `alg`, `kid`, `crit` and `b64` are read here; `jwk`, `jku`, `x5u` and `x5c`
/// never are: a token does not choose whom to believe.
package struct SignatureVerifier: Sendable {
  /// The longest token, in bytes.
  package static let longestToken = 16 * 1024

  private let keys: [(key: VerificationKey, algorithm: any JWTAlgorithm)]

  /// - Throws: `noUsableKey` without keys, or if a key has no algorithm.
  package init(keys: VerificationKeys) async throws(KeyFault) {
    guard !keys.isEmpty else { throw .noUsableKey([]) }
    var prepared: [(VerificationKey, any JWTAlgorithm)] = []
    for key in keys.keys {
      guard let algorithm = try? await key.signatureAlgorithm() else { throw .noUsableKey([]) }
      prepared.append((key, algorithm))
    }
    self.keys = prepared
  }

  /// The header and the payload of `token`, once a key has signed them.
  package func verify(
    _ token: String
  ) throws(TokenFault) -> (header: JSONObject, payload: [UInt8]) {
    guard token.utf8.count <= Self.longestToken else { throw .tooLong }
    let segments = Array(token.utf8).split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard segments.count == 3, let headerBytes = Base64URL.decode(segments[0]),
      let payload = Base64URL.decode(segments[1]), let signature = Base64URL.decode(segments[2])
    else { throw .notCompact }
    guard let header = try? JSONScanner.object(headerBytes) else { throw .headerMalformed }
    guard header["crit"] == nil, header["b64"] == nil else { throw .extensionRequired }

    let signed = Array(token.utf8.prefix(segments[0].count + 1 + segments[1].count))
    for algorithm in try candidates(for: header)
    where (try? algorithm.verify(signature, signs: signed)) == true {
      return (header, payload)
    }
    throw .signatureInvalid
  }

  /// The algorithms of the keys that may have signed a token with this header; never none.
  ///
  /// A `kid` selects the key of that name. Keys that have no name, because PEM and a shared secret
  /// give none, stand for any.
  private func candidates(for header: JSONObject) throws(TokenFault) -> [any JWTAlgorithm] {
    guard let name = header["alg"]?.string, keys.contains(where: { $0.key.algorithm == name })
    else { throw .algorithmNotAccepted }
    var named = keys
    if let kid = header["kid"] {
      guard let kid = kid.string else { throw .headerMalformed }
      let id = Array(kid.utf8)
      named = keys.filter { $0.key.id == nil || $0.key.id == id }
      guard !named.isEmpty else { throw .unknownKey }
    }
    let candidates = named.filter { $0.key.algorithm == name }
    guard !candidates.isEmpty else { throw .algorithmNotAccepted }
    return candidates.map(\.algorithm)
  }
}
