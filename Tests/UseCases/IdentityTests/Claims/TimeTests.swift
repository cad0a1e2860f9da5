import Identity
import Testing

@Suite("The times of a token", .timeLimit(.minutes(5)))
struct TimeTests {
  private static let start = TestClock.start

  private func fault(
    _ claims: Members, leeway: Int64 = 0, now: Int64 = start
  ) async throws -> TokenFault? {
    let gate = try await Gate(policy: TokenPolicy(leeway: leeway))
    gate.clock.set(now)
    return await gate.fault(try Compact.token(claims: claims))
  }

  @Test func `a token without exp is rejected`() async throws {
    #expect(try await fault(.claims.with("exp", nil)) == .claimMissing("exp"))
  }

  @Test(arguments: [
    #""1800003600""#, "true", "false", "null", "[1800003600]", #"{"exp":1800003600}"#, "-1", "-0.5",
    "-1e300", "1e300", "253402300800", "9223372036854775807", "9223372036854775808", #""""#,
    "18000036000000",
  ])
  func `an exp that is not a time from 1970 to 9999 is rejected`(value: String) async throws {
    #expect(try await fault(.claims.with("exp", value)) == .claimMalformed("exp"))
  }

  @Test(arguments: [
    "1e400", "-1e400", "NaN", "Infinity", "0x7FFFFFFF", "01800003600", "+1800003600", "1800003600.",
    ".5", "1e", "1_800_003_600", "１８００００３６００", "",
  ])
  func `an exp that is not a JSON number is rejected`(value: String) async throws {
    #expect(try await fault(.claims.with("exp", value)) == .claimsMalformed)
  }

  @Test(arguments: ["0", "-0", "0.0", "1", "1799999999", "1800000000", "1.8e9", "1800000000.0"])
  func `an exp that is now or in the past is rejected`(value: String) async throws {
    #expect(try await fault(.claims.with("exp", value)) == .expired)
  }

  @Test(arguments: [
    "1800000001", "1800000000.5", "1800000000.0001", "1.800000001e9", "253402300799",
    "18000000010E-1",
  ])
  func `an exp in the future is accepted, with fractions and exponents too`(
    value: String
  ) async throws {
    #expect(try await fault(.claims.with("exp", value)) == nil)
  }

  @Test func `a fraction of exp counts to its second's end`() async throws {
    let claims = Members.claims.with("exp", "1800000010.25")
    #expect(try await fault(claims, now: 1_800_000_010) == nil)
    #expect(try await fault(claims, now: 1_800_000_011) == .expired)
  }

  @Test(arguments: [0, 1, 30, 60] as [Int64])
  func `leeway extends exp by exactly its seconds`(leeway: Int64) async throws {
    let exp = Self.start + 100
    let claims = Members.claims.with("exp", "\(exp)")
    #expect(try await fault(claims, leeway: leeway, now: exp + leeway - 1) == nil)
    #expect(try await fault(claims, leeway: leeway, now: exp + leeway) == .expired)
  }

  @Test(arguments: [0, 1, 30, 60] as [Int64])
  func `leeway moves nbf earlier by exactly its seconds`(leeway: Int64) async throws {
    let nbf = Self.start + 100
    let claims = Members.claims.with("nbf", "\(nbf)")
    #expect(try await fault(claims, leeway: leeway, now: nbf - leeway) == nil)
    #expect(try await fault(claims, leeway: leeway, now: nbf - leeway - 1) == .notYetValid)
  }

  @Test(
    arguments: [
      (0, "1800000000.5"), (60, "1800000060.5"), (0, "1e300"), (60, "253402300799"),
    ] as [(Int64, String)])
  func `an nbf in the future is rejected`(leeway: Int64, value: String) async throws {
    #expect(try await fault(.claims.with("nbf", value), leeway: leeway) == .notYetValid)
  }

  @Test(arguments: ["1800000000", "0", "-1", "-1e300", "1799999999.999"])
  func `an nbf in the past is accepted`(value: String) async throws {
    #expect(try await fault(.claims.with("nbf", value)) == nil)
  }

  @Test(arguments: ["nbf", "iat"], [#""1800000000""#, "true", "null", "[]", "{}"])
  func `an nbf or iat that is not a number is rejected`(name: String, value: String) async throws {
    #expect(try await fault(.claims.with(name, value)) == .claimMalformed(name))
  }

  @Test(arguments: [61, 300, -1, .max, .min] as [Int64])
  func `a leeway outside 0 to 60 s is a configuration error`(leeway: Int64) async throws {
    await #expect(throws: VerifierFault.leeway(leeway)) {
      try await Gate(policy: TokenPolicy(leeway: leeway))
    }
  }

  /// At most 3,600 s, with a clock that is stopped at `start`.
  @Test(
    arguments: [
      ("1800003600", "1800000000", nil), ("1800003600", nil, nil), ("1800003600.5", nil, 3600),
      ("1800003601", nil, 3600), ("253402300799", nil, 3600), ("1800000001", "1799996401", nil),
      // A token with a long lifetime is rejected even in its last hour.
      ("1800000001", "1799996400", 3600), ("1800000001", "0", 3600),
      // An `iat` in the future does not shorten its lifetime.
      ("1800003601", "1800003600", 3600),
    ] as [(String, String?, Int64?)])
  func `a token with too long a lifetime is rejected`(
    exp: String, iat: String?, longest: Int64?
  ) async throws {
    let gate = try await Gate(policy: TokenPolicy(leeway: 0, longestLifetime: 3600))
    let claims = Members.claims.with("exp", exp).with("iat", iat)
    let fault = await gate.fault(try Compact.token(claims: claims))
    #expect(fault == longest.map { .livesTooLong($0) })
    #expect(fault?.description.contains("3600 s") ?? true)
  }

  @Test func `leeway extends the lifetime limit`() async throws {
    let gate = try await Gate(policy: TokenPolicy(leeway: 30, longestLifetime: 60))
    func fault(_ exp: Int64) async throws -> TokenFault? {
      await gate.fault(try Compact.token(claims: .claims.with("exp", "\(exp)").with("iat", nil)))
    }
    #expect(try await fault(Self.start + 90) == nil)
    #expect(try await fault(Self.start + 91) == .livesTooLong(60))
  }

  @Test func `a token's expiry is its last whole second`() async throws {
    let gate = try await Gate()
    let token = try Compact.token(claims: .claims.with("exp", "1800000010.75"))
    #expect(try await gate.outcome(token).get().expiresAt == 1_800_000_010)
  }
}
