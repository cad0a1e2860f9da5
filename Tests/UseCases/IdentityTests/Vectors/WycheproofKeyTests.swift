import Foundation
import Identity
import TestInputs
import TestSupport
import Testing

@Suite(
  "Wycheproof's JSON Web Keys",
  .needs(.vectors(Wycheproof.vectors.folder)), .timeLimit(.minutes(5)))
struct WycheproofKeyTests {
  static let file = "json_web_key_test.json"
  static let unsupported = ["HS384", "HS512"]

  /// The vectors whose results differ from their labels, and the reasons.
  static let exceptions = [
    2: "a valid set of secrets; a JWK Set is public, and secrets have their own setting",
    13: "a valid set of one secret; a JWK Set is public, and secrets have their own setting",
  ]

  @Test func `all results are as labelled, except the listed exceptions`() async throws {
    let tally = try await Wycheproof.tally(
      Self.file, exceptions: Self.exceptions, isSupported: { !Self.unsupported.contains($0) },
      isAccepted: isAccepted)
    #expect(
      tally
        == Tally(asLabelled: 18, exceptions: Set(Self.exceptions.keys), refusedAsUnsupported: 6))
  }

  /// 2 and 3 have two secrets, 10 has 31 bytes, 13 has 64 and 16 none.
  @Test(arguments: [2, 3, 10, 13, 16])
  func `an HS256 key that is configured as a secret behaves as labelled`(
    number: Int
  ) async throws {
    let vector = try #require(
      try Wycheproof.cases(Self.file).first { $0.number == number })
    #expect(vector.algorithm == "HS256")
    var keys = VerificationKeys()
    do {
      for secret in vector.secrets { try keys.add(sharedSecret: secret) }
    } catch {
      #expect(error == .secretTooShort(bytes: vector.secrets[0].count))
      #expect([10, 16].contains(number))
      return
    }
    #expect((try await signedPayload(of: vector.token, keys: keys) != nil) == vector.isValid)
  }

  private func isAccepted(_ vector: Wycheproof.Case) async throws -> Bool {
    var keys = VerificationKeys()
    do throws(KeyFault) { _ = try keys.add(jwks: vector.key) } catch {
      guard case .noUsableKey = error else { throw error }
      return false
    }
    return try await signedPayload(of: vector.token, keys: keys) != nil
  }
}
