import Foundation
import Identity
import TestInputs
import TestSupport
import Testing

@Suite(
  "Wycheproof's JSON Web Signatures",
  .needs(.vectors(Wycheproof.vectors.folder)), .timeLimit(.minutes(5)))
struct WycheproofSignatureTests {
  static let file = "json_web_signature_test.json"
  static let supported = ["RS256", "ES256", "HS256"]

  /// The vectors whose results differ from their labels, and the reasons.
  static let exceptions = [
    367: "labelled invalid, yet byte for byte the token of 357, which is labelled valid",
    370: "labelled invalid, yet byte for byte the token of 357, which is labelled valid",
    372:
      "labelled valid with a ? in the header's base64url; RFC 7515 section 2 has no ignored characters",
    373:
      "labelled valid with a ? in the payload's base64url; RFC 7515 section 2 has no ignored characters",
  ]

  @Test func `all results are as labelled, except the listed exceptions`() async throws {
    // Groups 17 to 20 have keys without `alg`, so the key type decides.
    let tally = try await Wycheproof.tally(
      Self.file, exceptions: Self.exceptions, isSupported: Self.supported.contains,
      isAccepted: isAccepted)
    #expect(
      tally
        == Tally(
          asLabelled: 312, exceptions: Set(Self.exceptions.keys), refusedAsUnsupported: 85))
  }

  @Test func `a vector cannot be both the same as a valid one and rejected`() throws {
    let cases = try Wycheproof.cases(Self.file)
    let tokens = Dictionary(uniqueKeysWithValues: cases.map { ($0.number, $0.token) })
    #expect(tokens[357] != nil)
    #expect(tokens[367] == tokens[357])
    #expect(tokens[370] == tokens[357])
  }

  /// RS384, RS512, PS256, PS384, PS512 and ES512: 26 of their 85 vectors are valid.
  @Test
  func `a valid signature of an unsupported algorithm is rejected though every key is trusted`()
    async throws
  {
    let cases = try Wycheproof.cases(Self.file)
    var keys = VerificationKeys()
    _ = try keys.add(jwks: Self.set(of: cases.filter { $0.secrets.isEmpty }.map(\.key)))
    let unsupported = cases.filter { vector in
      vector.isValid && vector.algorithm.map { !Self.supported.contains($0) } == true
    }
    #expect(unsupported.count == 26)
    for vector in unsupported {
      #expect(try await signedPayload(of: vector.token, keys: keys) == nil, "\(vector.number)")
    }
  }

  /// The key as an operator would configure it: a secret as a secret, all others as a JWK Set.
  private func isAccepted(_ vector: Wycheproof.Case) async throws -> Bool {
    var keys = VerificationKeys()
    if let secret = vector.secrets.first {
      try keys.add(sharedSecret: secret)
    } else {
      do throws(KeyFault) { _ = try keys.add(jwks: Self.set(of: [vector.key])) } catch {
        guard case .noUsableKey = error else { throw error }
        return false
      }
    }
    return try await signedPayload(of: vector.token, keys: keys) != nil
  }

  private static func set(of keys: [[UInt8]]) -> [UInt8] {
    Array(#"{"keys":["#.utf8) + keys.joined(separator: [UInt8(ascii: ",")]) + Array("]}".utf8)
  }
}
