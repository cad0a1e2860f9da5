import HTTPTypes
import Identity
import Telemetry
import TestSupport
import Testing

@Suite("A token that names an unknown key", .timeLimit(.minutes(5)))
struct UnknownKeyTests {
  private static func flood(
    _ verifier: TokenVerifier, with token: @escaping @Sendable (Int) throws -> String, count: Int
  ) async throws -> [TokenFault?] {
    try await withThrowingTaskGroup(of: TokenFault?.self) { group in
      for number in 0..<count { group.addTask { await verifier.fault(try token(number)) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  private static func unknown(_ number: Int, issuer: String) -> String {
    let header = #"{"alg":"ES256","kid":"unknown-\#(number)"}"#
    return Signer.hs256(header: header, claims: Signer.claims(issuer: issuer), secret: [1])
  }

  @Test func `fetches the keys immediately, and again 10 seconds later at the earliest`()
    async throws
  {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      let (old, new) = (Signer(issuer: stub.url), Signer(issuer: stub.url))
      let verifier = try TokenVerifier((keys, stub.url))
      stub.publish(old.key.jwks)
      try await running([keys]) { _ in
        try await eventually("no keys") { keys.published != nil }
        let issuer = stub.url
        let faults = try await Self.flood(
          verifier, with: { Self.unknown($0, issuer: issuer) }, count: 1000)
        #expect(faults.allSatisfy { $0 == .unknownKey })
        #expect(stub.requests.count == 2, "one at start, one for a thousand tokens")

        stub.publish("{\"keys\":[\(old.key.publicJWK),\(new.key.publicJWK)]}")
        clock.advance(by: .milliseconds(9_999))
        #expect(await verifier.fault(try await new.token()) == .unknownKey)
        #expect(stub.requests.count == 2)
        clock.advance(by: .milliseconds(1))
        #expect(await verifier.fault(try await new.token()) == nil)
        #expect(stub.requests.count == 3)
        #expect(await verifier.fault(try await old.token()) == nil)
      }
    }
  }

  @Test func `fetches keys in the trace of its request, unlike a scheduled fetch`() async throws {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      let signer = Signer(issuer: stub.url)
      let verifier = try TokenVerifier((keys, stub.url))
      stub.publish(signer.key.jwks)
      _ = await keys.refreshed()
      clock.advance(by: .seconds(10))
      let header = "00-12345678901234567890123456789012-1234567890123456-01"
      let trace = TraceContext(traceparents: [header], tracestates: ["vendor=1"])
      let issuer = stub.url
      await TraceContext.$current.withValue(trace) {
        #expect(await verifier.fault(Self.unknown(1, issuer: issuer)) == .unknownKey)
      }
      let name = try #require(HTTPField.Name("traceparent"))
      let state = try #require(HTTPField.Name("tracestate"))
      #expect(stub.fields.map { $0[name] } == [nil, trace.parent.text])
      #expect(stub.fields.map { $0[state] } == [nil, "vendor=1"])
    }
  }

  @Test func `shares its fetch with all tokens that arrive meanwhile`() async throws {
    try await StubIssuer.run { stub in
      let (clock, gate) = (ManualClock(), Signal<Void>("leave to answer"))
      let keys = try IssuerKeys.of(stub, clock: clock)
      let (old, new) = (Signer(issuer: stub.url), Signer(issuer: stub.url))
      let verifier = try TokenVerifier((keys, stub.url))
      stub.publish(old.key.jwks)
      _ = await keys.refreshed()
      clock.advance(by: .seconds(10))
      let both = "{\"keys\":[\(old.key.publicJWK),\(new.key.publicJWK)]}"
      stub.answer { _ in
        try await gate.wait()
        return StubIssuer.json(both)
      }
      let token = try await new.token()
      async let first = verifier.fault(token)
      try await eventually("the issuer is not asked") { stub.requests.count == 2 }
      async let others = Self.flood(verifier, with: { _ in token }, count: 100)
      // Tokens with known keys do not block the fetch, and the fetch does not block them.
      #expect(await verifier.fault(try await old.token()) == nil)
      gate.raise()
      #expect(await first == nil)
      #expect(try await others.allSatisfy { $0 == nil })
      #expect(stub.requests.count == 2)
    }
  }

  @Test func `fetches no keys if the token names another issuer or none`() async throws {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      let signer = Signer(issuer: stub.url)
      let verifier = try TokenVerifier((keys, stub.url))
      let stranger = Self.unknown(1, issuer: "https://stranger.example.com")
      #expect(await verifier.fault(stranger) == .otherIssuer)
      #expect(stub.requests.isEmpty)
      stub.publish(signer.key.jwks)
      _ = await keys.refreshed()
      clock.advance(by: .seconds(10))
      #expect(await verifier.fault(stranger) == .unknownKey)
      let claims = #"{"exp":\#(Signer.now + 600),"account_id":"acme"}"#
      let nameless = try signer.token(header: #"{"alg":"ES256","kid":"unknown"}"#, claims: claims)
      #expect(await verifier.fault(nameless) == .unknownKey)
      #expect(stub.requests.count == 1)
    }
  }

  @Test(arguments: ["none", "HS256", "RS1", "ES384", ""])
  func `fetches no keys for an algorithm without publishable keys`(
    algorithm: String
  ) async throws {
    try await StubIssuer.run { stub in
      let clock = ManualClock()
      let keys = try IssuerKeys.of(stub, clock: clock)
      let signer = Signer(issuer: stub.url)
      let verifier = try TokenVerifier((keys, stub.url))
      stub.publish(signer.key.jwks)
      _ = await keys.refreshed()
      clock.advance(by: .seconds(10))
      let token = try signer.token(
        header: #"{"alg":"\#(algorithm)","kid":"unknown"}"#, claims: Signer.claims(issuer: stub.url)
      )
      #expect(await verifier.fault(token) == .algorithmNotAccepted)
      #expect(stub.requests.count == 1)
    }
  }
}
