import Authorization
import Foundation
import Identity
import Postgres
import Scheduling
import Store
import Synchronization
import TestSupport
import Testing

/// A rotation must not reject any token, and a revocation must reject all tokens of the key.
@Suite("Rotating the signing keys", .timeLimit(.minutes(5)))
struct SigningKeyRotationTests {
  /// The time of the test, in seconds since 1970 UTC.
  private final class Time: Sendable {
    private let value: Mutex<Int64>
    init(_ start: Int64) { value = Mutex(start) }
    var now: Int64 { value.withLock(\.self) }
    func advance(by seconds: Int64) { value.withLock { $0 += seconds } }
  }

  @Test func `the new key signs 60 seconds later, and no token is rejected meanwhile`()
    async throws
  {
    let fixture = try await RingFixture()
    let rings = [fixture.ring(), fixture.ring(), fixture.ring()]
    for ring in rings { try await ring.start() }
    let old = try #require(try await fixture.keys().first).id
    let new = try await fixture.rotate()
    let signsFrom = try #require(try await fixture.keys().first { $0.id == new }).signsFrom
    let time = Time(signsFrom.secondsSince1970 - 60)
    let verifiers = try rings.map { ring in
      try fixture.verifier(trusting: ring) { time.now }
    }
    // Each replica reads the keys every 15 s. The last one read them just before the rotation.
    let looks: [Int64] = [1, 8, 15]
    var tokens: [String] = []
    var signers: [[String]] = []
    for second: Int64 in 0...75 {
      for (ring, look) in zip(rings, looks) where second % 15 == look % 15 && second > 0 {
        try await ring.refresh()
      }
      let made = try rings.map { try #require(try $0.token(now: time.now)) }
      signers.append(try made.map { try #require(Self.keyID(of: $0)) })
      tokens += second % 5 == 0 ? made : []
      for token in made + tokens {
        for verifier in verifiers { _ = try await verifier.verify(token) }
      }
      time.advance(by: 1)
    }
    #expect(signers.prefix(60).allSatisfy { $0 == [old, old, old] })
    #expect(signers.dropFirst(60).allSatisfy { $0 == [new, new, new] })
  }

  @Test func `a cache of the published keys that is 30 seconds old has the signing key`()
    async throws
  {
    let fixture = try await RingFixture()
    let ring = fixture.ring()
    try await ring.start()
    let start = TokenVerifier.systemClock()
    let new = try await fixture.rotate()
    let cached = try #require(ring.jwks)
    #expect(!cached.contains(new))
    // The cache was filled just before the replica read the keys. It is 30 s old 45 s after the
    // rotation.
    let token = try #require(try ring.token(now: start + 45))
    #expect(cached.contains(try #require(Self.keyID(of: token))))
    try await ring.refresh()
    #expect(ring.jwks?.contains(new) == true)
  }

  @Test func `the old key is trusted as long as the longest-lived of its tokens, then forgotten`()
    async throws
  {
    let fixture = try await RingFixture()
    let ring = fixture.ring()
    try await ring.start()
    let old = try #require(try await fixture.keys().first)
    try await fixture.rotate()
    let retired = try #require(try await fixture.keys().first { $0.id == old.id })
    let until = try #require(retired.verifiesUntil).secondsSince1970
    let new = try #require(try await fixture.keys().first { $0.id != old.id })
    let lastToken = new.signsFrom.secondsSince1970 + Int64(TokenGrant.lifetimes.upperBound)
    // Servers accept a token for up to a minute after it has expired.
    #expect(until == lastToken + 60)
    try await fixture.execute(
      "UPDATE signing_keys SET verifies_until = now() WHERE verifies_until IS NOT NULL")
    try await ring.refresh()
    #expect(ring.jwks?.contains(old.id) == false)
    #expect(ring.jwks?.contains(new.id) == true)
  }

  @Test func `two rotations within a minute leave three keys, and the latest signs in the end`()
    async throws
  {
    let fixture = try await RingFixture()
    let ring = fixture.ring()
    try await ring.start()
    try await fixture.rotate()
    let last = try await fixture.rotate()
    try await ring.refresh()
    #expect(try await fixture.keys().count == 3)
    let token = try #require(try ring.token(now: TokenVerifier.systemClock() + 61))
    #expect(Self.keyID(of: token) == last)
  }

  @Test
  func `in an emergency the new key signs immediately, and replicas fetch it for its first token`()
    async throws
  {
    let fixture = try await RingFixture()
    let (one, other) = (fixture.ring(), fixture.ring())
    try await one.start()
    try await other.start()
    let new = try await fixture.rotate(isEmergency: true)
    try await one.refresh()
    let now = TokenVerifier.systemClock() + 1
    let token = try #require(try one.token(now: now))
    #expect(Self.keyID(of: token) == new)
    #expect(other.jwks?.contains(new) == false)
    _ = try await fixture.verifier(trusting: other) { now }.verify(token)
    #expect(other.jwks?.contains(new) == true)
  }

  @Test func `a revoked key's tokens are rejected, and another key takes its place`() async throws {
    let fixture = try await RingFixture()
    let ring = fixture.ring()
    try await ring.start()
    let now = TokenVerifier.systemClock()
    let verifier = try fixture.verifier(trusting: ring) { now }
    let token = try #require(try ring.token(now: now))
    _ = try await verifier.verify(token)
    let outcome = try await fixture.revoke(try #require(Self.keyID(of: token)))
    #expect(outcome.revoked)
    try await ring.refresh()
    await #expect(throws: TokenFault.unknownKey) { try await verifier.verify(token) }
    let next = try #require(try ring.token(now: now + 1))
    #expect(Self.keyID(of: next) == outcome.replacement)
    _ = try await verifier.verify(next)
  }

  @Test func `a retired key does not sign, even if it is the only key`() async throws {
    let fixture = try await RingFixture()
    let ring = fixture.ring()
    try await ring.start()
    let new = try await fixture.rotate(isEmergency: true)
    let outcome = try await fixture.revoke(new)
    let replacement = try #require(outcome.replacement)
    try await ring.refresh()
    let token = try #require(try ring.token(now: TokenVerifier.systemClock() + 1))
    #expect(Self.keyID(of: token) == replacement)
  }

  private static func otherMasterKey() throws -> MasterKey {
    try MasterKey(secret: [UInt8](repeating: 7, count: 32))
  }

  @Test func `a master key that does not decrypt all keys creates none, and nothing changes`()
    async throws
  {
    let fixture = try await RingFixture()
    let first = try await fixture.rotate()
    let last = try await fixture.rotate()
    let before = try await fixture.keys()
    let wrong = try Self.otherMasterKey()
    for isEmergency in [false, true] {
      await #expect(throws: SigningKeyFault.cannotOpen(id: first)) {
        try await fixture.rotate(isEmergency: isEmergency, masterKey: wrong)
      }
    }
    // A key that the servers cannot decrypt would replace the last key.
    for changesMasterKey in [false, true] {
      await #expect(throws: SigningKeyFault.self) {
        try await fixture.revoke(last, masterKey: wrong, changesMasterKey: changesMasterKey)
      }
    }
    #expect(try await fixture.keys() == before)
    try await fixture.ring().start()
  }

  @Test func `a server with another master key creates no key if it cannot decrypt the others`()
    async throws
  {
    let fixture = try await RingFixture()
    try await fixture.ring().start()
    try await fixture.execute(
      "UPDATE signing_keys SET verifies_until = now() + interval '1 day'")
    let before = try await fixture.keys()
    await #expect(throws: SigningKeyFault.cannotOpen(id: before[0].id)) {
      try await fixture.ring(masterKey: try Self.otherMasterKey()).start()
    }
    #expect(try await fixture.keys() == before)
  }

  @Test func `the master key is changed by revoking all keys, the last one explicitly`()
    async throws
  {
    let fixture = try await RingFixture()
    let first = try await fixture.rotate()
    let last = try await fixture.rotate()
    let new = try Self.otherMasterKey()
    #expect(try await fixture.revoke(first, masterKey: new) == (true, nil))
    await #expect(throws: SigningKeyFault.cannotOpen(id: last)) {
      try await fixture.revoke(last, masterKey: new)
    }
    let outcome = try await fixture.revoke(last, masterKey: new, changesMasterKey: true)
    #expect(try await fixture.keys().map(\.id) == [try #require(outcome.replacement)])
    try await fixture.ring(masterKey: new).start()
  }

  @Test func `an unknown key cannot be revoked`() async throws {
    let fixture = try await RingFixture()
    #expect(try await !fixture.revoke("no such key").revoked)
  }

  @Test func `rotations and revocations are in the audit`() async throws {
    let fixture = try await RingFixture()
    let one = try await fixture.rotate()
    _ = try await fixture.revoke(one)
    let events = try await fixture.database.connection().run {
      try AuditRepository.listAll(before: nil, limit: 10, on: $0)
    }
    #expect(events.map(\.action) == ["signing-key.revoke", "signing-key.rotate"])
    #expect(events.allSatisfy { $0.target == one && $0.origin == RingFixture.origin })
  }

  /// The `kid` of a token.
  private static func keyID(of token: String) -> String? {
    let header = token.prefix { $0 != "." }.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - header.count % 4) % 4)
    guard let bytes = Data(base64Encoded: header + padding) else { return nil }
    return try? JSONDecoder().decode([String: String].self, from: bytes)["kid"]
  }
}
