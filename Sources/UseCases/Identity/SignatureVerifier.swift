import JWTKit
import WireText

/// Verifies the compact form of a JSON Web Signature (RFC 7515 section 5.2). It does not read
/// claims.
///
/// The key is selected first and determines the algorithm; the header's `alg` must match. So
/// neither `none` nor an HMAC keyed with a public key is accepted (RFC 8725 section 2.1). Only
/// `alg`, `kid`, `crit` and `b64` of the header are read. `jwk`, `jku`, `x5u` and `x5c` are never
/// read, since a token must not choose its own keys.
package struct SignatureVerifier: Sendable {
  private let keys: [(key: VerificationKey, algorithm: any JWTAlgorithm)]

  /// Prepares the keys.
  ///
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

  /// Returns normally if one of the keys signed the token.
  package func verify(_ token: CompactToken) throws(TokenFault) {
    for algorithm in try candidates(for: token.header)
    where (try? algorithm.verify(token.signature, signs: token.signed)) == true {
      return
    }
    throw .signatureInvalid
  }

  /// Whether the token names an unknown key for a supported algorithm. The issuer may then have
  /// changed its keys, and with them its algorithm.
  func mayMiss(keyOf token: CompactToken) -> Bool {
    guard let id = token.header["kid"]?.string.map({ Array($0.utf8) }),
      let name = token.header["alg"]?.string, VerificationKey.publicAlgorithms.contains(name)
    else { return false }
    return !keys.contains { $0.key.id == nil || $0.key.id == id }
  }

  /// The algorithms of the keys that may have signed a token with this header; at least one.
  ///
  /// A `kid` selects the key with that name. Keys from PEM and shared secrets have no name and
  /// match any `kid`.
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
