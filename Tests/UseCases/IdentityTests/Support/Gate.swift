import Identity
import Scheduling
import Synchronization

/// A stopped clock that tests advance, in seconds since 1970 UTC.
final class TestClock: Sendable {
  static let start: Int64 = 1_800_000_000
  private let seconds = Mutex(TestClock.start)

  var now: Int64 { seconds.withLock { $0 } }

  func set(_ time: Int64) { seconds.withLock { $0 = time } }
}

/// A verifier with its clock. Every test uses it, so that a change of the verifier's interface
/// affects only this file.
struct Gate: Sendable {
  let verifier: TokenVerifier
  let clock: TestClock

  init(
    trusting keys: [TestKey] = [.ec], policy: TokenPolicy = TokenPolicy(leeway: 0)
  ) async throws {
    try await self.init(keys: Self.keys(keys), policy: policy)
  }

  init(
    keys: VerificationKeys, policy: TokenPolicy = TokenPolicy(leeway: 0)
  ) async throws(VerifierFault) {
    let clock = TestClock()
    self.clock = clock
    verifier = try await TokenVerifier(keys: keys, policy: policy, now: { clock.now })
  }

  /// The keys as an operator configures them without a JWK Set.
  static func keys(_ keys: [TestKey]) throws -> VerificationKeys {
    var trusted = VerificationKeys()
    for key in keys {
      if case .hs256(let secret) = key { try trusted.add(sharedSecret: secret) }
      if let pem = key.publicPEM { try trusted.add(pem: pem) }
    }
    return trusted
  }

  /// A JWK Set of these keys, as verification keys.
  static func keys(jwks: [Members]) throws -> (keys: VerificationKeys, skipped: [String]) {
    var trusted = VerificationKeys()
    let set = #"{"keys":["# + jwks.map(\.text).joined(separator: ",") + "]}"
    let skipped = try trusted.add(jwks: Array(set.utf8))
    return (trusted, skipped)
  }

  func outcome(_ token: String) async -> Result<AccessToken, TokenFault> {
    do throws(TokenFault) { return .success(try await verifier.verify(token)) } catch {
      return .failure(error)
    }
  }

  /// Why the token is rejected; nil if it is accepted.
  func fault(_ token: String) async -> TokenFault? {
    if case .failure(let fault) = await outcome(token) { fault } else { nil }
  }

  /// The account of the token; nil if the token is rejected.
  func account(_ token: String) async -> String? {
    if case .success(let token) = await outcome(token) { token.account?.text } else { nil }
  }

  /// The scopes that the token grants; nil if it is rejected.
  func scopes(_ token: String) async -> Set<Scope>? {
    if case .success(let token) = await outcome(token) { token.scopes } else { nil }
  }
}

/// The payload if a key of `keys` has signed the token, regardless of its claims; otherwise nil.
func signedPayload(of token: String, keys: VerificationKeys) async throws -> [UInt8]? {
  let verifier = try await SignatureVerifier(keys: keys)
  do throws(TokenFault) {
    let token = try CompactToken(token)
    try verifier.verify(token)
    return token.payload
  } catch {
    return nil
  }
}
