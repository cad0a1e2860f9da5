import Authorization
import Identity
import Postgres
import Scheduling
import ServiceLifecycle
import Store
import Synchronization
import TestSupport
import Testing

/// How a process gets the signing keys.
@Suite("The signing key ring", .timeLimit(.minutes(5)))
struct SigningKeyRingTests {
  @Test func `replicas that start together create one key`() async throws {
    let fixture = try await RingFixture()
    let rings = (0..<4).map { _ in fixture.ring() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for ring in rings { group.addTask { try await ring.start() } }
      try await group.waitForAll()
    }
    #expect(try await fixture.keys().count == 1)
    #expect(Set(rings.map(\.jwks)).count == 1)
    #expect(rings[0].jwks != nil)
  }

  @Test func `a token of one replica is accepted by another`() async throws {
    let fixture = try await RingFixture()
    let (one, other) = (fixture.ring(), fixture.ring())
    try await one.start()
    try await other.start()
    let now = TokenVerifier.systemClock()
    let token = try #require(try one.token(now: now))
    let read = try await fixture.verifier(trusting: other) { now }.verify(token)
    #expect(read.subject == .account("acme"))
    #expect(read.clientID == "robot")
    #expect(read.scopes == [.read])
  }

  @Test func `the private key is not in plain text in the database`() async throws {
    let fixture = try await RingFixture()
    try await fixture.ring().start()
    let sealed = try #require(try await fixture.keys().first).sealedPrivateKey
    #expect(!String(decoding: sealed, as: UTF8.self).contains("PRIVATE KEY"))
    #expect(sealed.count > 200)
  }

  @Test func `another master key is an error at start that names the key`() async throws {
    let fixture = try await RingFixture()
    try await fixture.ring().start()
    let id = try #require(try await fixture.keys().first).id
    let wrong = try MasterKey(secret: [UInt8](repeating: 7, count: 32))
    await #expect(throws: SigningKeyFault.cannotOpen(id: id)) {
      try await fixture.ring(masterKey: wrong).start()
    }
  }

  @Test func `a master key of 31 bytes is rejected`() {
    #expect(throws: SigningKeyFault.masterKeyTooShort(bytes: 31)) {
      try MasterKey(secret: [UInt8](repeating: 1, count: 31))
    }
  }

  @Test func `a sealed key under another key's id is rejected`() async throws {
    let fixture = try await RingFixture()
    try await fixture.ring().start()
    try await fixture.execute("UPDATE signing_keys SET key_id = 'other'")
    await #expect(throws: SigningKeyFault.cannotOpen(id: "other")) {
      try await fixture.ring().start()
    }
  }

  @Test func `a changed byte of a sealed key is noticed`() async throws {
    let fixture = try await RingFixture()
    try await fixture.ring().start()
    try await fixture.execute(
      """
      UPDATE signing_keys
      SET sealed_private_key = set_byte(
        sealed_private_key, 40, (get_byte(sealed_private_key, 40) + 1) % 256)
      """)
    await #expect(throws: SigningKeyFault.self) { try await fixture.ring().start() }
  }

  @Test func `keys stay known while the database is unavailable or lacks the table`()
    async throws
  {
    let fixture = try await RingFixture()
    let ring = fixture.ring()
    try await ring.start()
    let before = ring.jwks
    try await fixture.execute("ALTER TABLE signing_keys RENAME TO elsewhere")
    await #expect(throws: PostgresError.self) { try await ring.refresh() }
    #expect(ring.jwks == before)
    #expect(try ring.token(now: TokenVerifier.systemClock()) != nil)
    // A new process starts without keys instead of failing.
    let late = fixture.ring()
    try await late.start()
    #expect(late.published == nil)
    try await fixture.execute("ALTER TABLE elsewhere RENAME TO signing_keys")
    try await late.refresh()
    #expect(late.jwks == before)
  }

  @Test func `the running ring reads the keys every 15 seconds, and ends with its group`()
    async throws
  {
    let fixture = try await RingFixture()
    let clock = ManualClock()
    let ring = fixture.ring(clock: clock)
    try await ring.start()
    try await running([ring]) { _ in
      try await clock.sleeper()
      let id = try await fixture.rotate()
      clock.advance(by: .seconds(14))
      #expect(ring.jwks?.contains(id) == false)
      clock.advance(by: .seconds(1))
      // The ring sleeps again after the read.
      try await clock.sleeper()
      #expect(ring.jwks?.contains(id) == true)
    }
  }

  @Test
  func `an overtaken read does not restore a revoked key`() async throws {
    let fixture = try await RingFixture()
    let begun = Signal<Void>("the second read of the keys")
    let released = Signal<Void>("leave to end the read")
    // The second read waits. It contains the key that is revoked meanwhile.
    let reads = Atomic(0)
    let ring = fixture.ring {
      guard reads.add(1, ordering: .relaxed).newValue == 2 else { return }
      begun.raise()
      try? await released.wait()
    }
    let old = try await fixture.rotate(isEmergency: true)
    try await ring.start()
    #expect(ring.jwks?.contains(old) == true)
    let stale = Task { try await ring.refresh() }
    try await begun.wait()
    let new = try await fixture.rotate(isEmergency: true)
    #expect(try await fixture.revoke(old).revoked)
    try await ring.refresh()
    released.raise()
    try await stale.value
    #expect(ring.jwks?.contains(old) == false)
    #expect(ring.jwks?.contains(new) == true)
  }

  @Test func `unchanged keys stay the same instance, so that verified tokens stay cached`()
    async throws
  {
    let fixture = try await RingFixture()
    let ring = fixture.ring()
    try await ring.start()
    let before = try #require(ring.published)
    try await ring.refresh()
    #expect(ring.published === before)
    try await fixture.rotate()
    try await ring.refresh()
    #expect(ring.published !== before)
  }
}
