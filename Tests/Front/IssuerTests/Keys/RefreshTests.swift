import HTTPTypes
import Hummingbird
import Identity
import TestSupport
import Testing

@Suite("The refresh of an issuer's keys", .timeLimit(.minutes(5)))
struct RefreshTests {
  @Test func `comes at the time in the response, repeatedly`() async throws {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      stub.publish(SigningKey().jwks, cacheControl: "max-age=90")
      try await running([keys]) { _ in
        // Checks once a minute, and fetches no earlier than necessary.
        try await clock.sleeper(until: .seconds(60))
        clock.advance(by: .seconds(60))
        try await clock.sleeper(until: .seconds(90))
        #expect(stub.requests.count == 1)
        clock.advance(by: .seconds(30))
        try await eventually("no second visit") { stub.requests.count == 2 }
        try await clock.sleeper(until: .seconds(150))
        #expect(stub.requests.count == 2)
      }
    }
  }

  @Test func `leaves an unchanged set as before`() async throws {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      stub.publish(SigningKey().jwks)
      let first = try #require(await keys.refreshed())
      clock.advance(by: .seconds(10))
      #expect(await keys.refreshed() === first)
      #expect(stub.requests.count == 2)
    }
  }

  @Test func `is retried after 1, 2, 4 and finally every 60 seconds while it fails`()
    async throws
  {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      stub.answer { _ in Response(status: .serviceUnavailable) }
      try await running([keys]) { _ in
        var due = Duration.zero
        for (visits, wait) in [1, 2, 4, 8, 16, 32, 60, 60].enumerated() {
          due += .seconds(wait)
          try await clock.sleeper(until: due)
          #expect(stub.requests.count == visits + 1)
          clock.advance(by: .seconds(wait))
        }
        try await clock.sleeper(until: due + .seconds(60))
        stub.publish(SigningKey().jwks)
        clock.advance(by: .seconds(60))
        try await eventually("no keys") { keys.published != nil }
      }
    }
  }

  @Test func `restarts its waits at 1 second after a success`() async throws {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      stub.answer { _ in Response(status: .serviceUnavailable) }
      try await running([keys]) { _ in
        try await clock.sleeper(until: .seconds(1))
        clock.advance(by: .seconds(1))
        try await clock.sleeper(until: .seconds(3))
        stub.publish(SigningKey().jwks, cacheControl: "max-age=60")
        clock.advance(by: .seconds(2))
        try await clock.sleeper(until: .seconds(63))
        stub.answer { _ in Response(status: .serviceUnavailable) }
        clock.advance(by: .seconds(60))
        try await clock.sleeper(until: .seconds(64))
      }
    }
  }

  @Test func `is not hastened by the failure of a fetch that a token caused`() async throws {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      stub.publish(SigningKey().jwks, cacheControl: "max-age=90")
      try await running([keys]) { _ in
        try await clock.sleeper(until: .seconds(60))
        stub.answer { _ in Response(status: .serviceUnavailable) }
        clock.advance(by: .seconds(20))
        _ = await keys.refreshed()
        #expect(stub.requests.count == 2)
        clock.advance(by: .seconds(40))
        try await clock.sleeper(until: .seconds(90))
        #expect(stub.requests.count == 2)
      }
    }
  }

  @Test func `removes a key that the issuer no longer publishes, also for cached tokens`()
    async throws
  {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      let (old, new) = (Signer(issuer: stub.url), Signer(issuer: stub.url))
      let verifier = try TokenVerifier((keys, stub.url))
      let oldToken = try await old.token()
      stub.publish(old.key.jwks)
      #expect(await verifier.fault(oldToken) == nil)
      stub.publish(new.key.jwks)
      clock.advance(by: .seconds(10))
      #expect(await verifier.fault(try await new.token()) == nil)
      #expect(await verifier.fault(oldToken) == .unknownKey)
    }
  }

  @Test(arguments: [#"{"keys":[]}"#, #"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#])
  func `removes all keys if the issuer publishes no usable key`(
    empty: String
  ) async throws {
    try await StubIssuer.run { stub in
      let (clock, log) = (ManualClock(), LogLines())
      let keys = try IssuerKeys.of(stub, clock: clock, log: log)
      let signer = Signer(issuer: stub.url)
      let verifier = try TokenVerifier((keys, stub.url))
      let token = try await signer.token()
      stub.publish(signer.key.jwks)
      #expect(await verifier.fault(token) == nil)
      stub.publish(empty)
      clock.advance(by: .seconds(10))
      #expect(await keys.refreshed() == nil)
      #expect(await verifier.fault(token) == .keysUnavailable)
      #expect(log.text.contains("publishes no key that can be used"))
      stub.publish(signer.key.jwks)
      clock.advance(by: .seconds(10))
      #expect(await verifier.fault(token) == nil)
    }
  }

  @Test func `keeps keys for exactly one day while the issuer is down`()
    async throws
  {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      let signer = Signer(issuer: stub.url)
      let verifier = try TokenVerifier((keys, stub.url))
      let token = try await signer.token()
      stub.publish(signer.key.jwks)
      #expect(await verifier.fault(token) == nil)
      stub.answer { _ in Response(status: .badGateway) }
      clock.advance(by: .seconds(24 * 3600 - 1))
      _ = await keys.refreshed()
      #expect(await verifier.fault(token) == nil)
      #expect(await verifier.fault(try await signer.token()) == nil)
      clock.advance(by: .seconds(1))
      #expect(await verifier.fault(token) == .keysUnavailable)
      #expect(await verifier.fault(try await signer.token()) == .keysUnavailable)
    }
  }

  @Test func `is cancelled immediately when the server stops`() async throws {
    try await StubIssuer.run { stub in
      let gate = Signal<Void>("leave to answer")
      defer { gate.raise() }
      let log = LogLines()
      let keys = try IssuerKeys.of(stub, clock: ManualClock(), log: log)
      stub.answer { _ in
        try await gate.wait()
        return Response(status: .notFound)
      }
      // The clock does not move, so only the end of the service can end the fetch.
      try await running([keys]) { _ in
        try await eventually("the issuer is not asked") { stub.requests.count == 1 }
      }
      #expect(!log.text.contains("could not be fetched"), "\(log.text)")
    }
  }
}
