import Identity
import Testing

@Suite("The cache of verified tokens", .timeLimit(.minutes(5)))
struct VerifiedTokensTests {
  @Test func `a token is cached once, and has an unchanged answer`() async throws {
    let gate = try await Gate()
    let token = try Compact.token()
    let first = await gate.outcome(token)
    #expect(gate.verifier.verified.count == 1)
    for _ in 0..<10 { #expect(await gate.outcome(token) == first) }
    #expect(gate.verifier.verified.count == 1)
    #expect(await gate.account(token) == "acme")
  }

  @Test(arguments: [0, 60] as [Int64])
  func `a cached token is rejected as soon as a new one would be`(leeway: Int64) async throws {
    let gate = try await Gate(policy: TokenPolicy(leeway: leeway))
    let exp = TestClock.start + 10
    let token = try Compact.token(claims: .claims.with("exp", "\(exp)"))
    #expect(await gate.fault(token) == nil)
    for time in exp - 1..<exp + leeway {
      gate.clock.set(time)
      #expect(await gate.fault(token) == nil)
    }
    gate.clock.set(exp + leeway)
    #expect(await gate.fault(token) == .expired)
  }

  @Test func `a token is not cached past its exp, though it is valid by leeway`() async throws {
    let gate = try await Gate(policy: TokenPolicy(leeway: 60))
    let token = try Compact.token(claims: .claims.with("exp", "\(TestClock.start + 10)"))
    #expect(await gate.fault(token) == nil)
    #expect(gate.verifier.verified.count == 1)
    gate.clock.set(TestClock.start + 10)
    #expect(await gate.fault(token) == nil)
    #expect(gate.verifier.verified.count == 0)
  }

  @Test func `a clock that is set back finds nbf again`() async throws {
    let gate = try await Gate()
    let token = try Compact.token(claims: .claims.with("nbf", "\(TestClock.start)"))
    #expect(await gate.fault(token) == nil)
    gate.clock.set(TestClock.start - 1)
    #expect(await gate.fault(token) == .notYetValid)
  }

  @Test(arguments: TestKey.all)
  func `a cached token does not answer for one whose last signature byte differs`(
    key: TestKey
  ) async throws {
    let gate = try await Gate(trusting: [key])
    let token = try Compact.token(key: key)
    #expect(await gate.fault(token) == nil)
    let signature = bytes(base64URL: Compact.segments(token)[2])
    let last = try #require(signature.last)
    for other in UInt8.min ... .max where other != last {
      let forged = Compact.token(token, signature: signature.dropLast() + [other])
      #expect(await gate.fault(forged) == .signatureInvalid)
    }
    #expect(await gate.fault(Compact.token(token, signature: [])) == .signatureInvalid)
    #expect(gate.verifier.verified.count == 1)
  }

  @Test func `a rejected token is not cached`() async throws {
    let gate = try await Gate()
    for token in [
      try Compact.token(key: TestKey.strangers[0]), "..", "",
      try Compact.token(claims: .claims.with("exp", "1")),
      try Compact.token(claims: .claims.with("nbf", "\(TestClock.start + 1)")),
      try Compact.token(claims: .claims.with("account_id", nil)),
      try Compact.token(header: .header(.ec).adding("typ", #""logout+jwt""#)),
    ] {
      #expect(await gate.fault(token) != nil)
    }
    #expect(gate.verifier.verified.count == 0)
  }

  /// Two and a half times its capacity, so that both generations are replaced.
  @Test func `at most its capacity of tokens is cached, and all are still verified`() async throws {
    let gate = try await Gate(trusting: [.secret])
    let capacity = VerifiedTokens.capacity
    #expect(capacity == 10_000)
    var highest = 0
    var first: String?
    for number in 0..<capacity * 5 / 2 {
      let token = try Compact.token(
        claims: .claims.with("account_id", "\"\(number)\""), key: .secret)
      first = first ?? token
      if await gate.account(token) != "\(number)" { Issue.record("token \(number) is rejected") }
      highest = max(highest, gate.verifier.verified.count)
    }
    #expect(highest == capacity)
    #expect(await gate.account(try #require(first)) == "0")
  }

  @Test func `concurrent requests each get their own token's answer`() async throws {
    let gate = try await Gate(trusting: [.secret])
    let tokens = try (0..<50).map {
      try Compact.token(claims: .claims.with("account_id", "\"\($0)\""), key: .secret)
    }
    let wrong = await withTaskGroup(of: Int.self) { group in
      for worker in 0..<8 {
        group.addTask {
          var wrong = 0
          for step in 0..<500 {
            let number = (step * 7 + worker) % tokens.count
            if await gate.account(tokens[number]) != "\(number)" { wrong += 1 }
          }
          return wrong
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
    #expect(gate.verifier.verified.count == tokens.count)
  }
}
