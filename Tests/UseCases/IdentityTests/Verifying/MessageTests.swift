import Identity
import Testing

/// The faults are sent to clients and logged.
@Suite("The messages of faults", .timeLimit(.minutes(5)))
struct MessageTests {
  /// A text in every place of a token that its creator can choose.
  private static let mark = "Zq7Marked"

  private static let header = Members.header(.ec)
    .adding("\(mark)1", "\"\(mark)\"").adding("jku", "\"https://\(mark).example\"")
  private static let claims = Members.claims
    .with("account_id", "\"\(mark)\"").adding("\(mark)2", "\"\(mark)\"")
    .adding("iss", #""own""#).adding("aud", #""own""#)

  /// A token for each fault.
  private static func refused() throws -> [(TokenFault, String)] {
    let quoted = "\"\(mark)\""
    let valid = try Compact.token(header: header, claims: claims)
    return [
      (.tooLong, String(repeating: mark, count: 2_000)),
      (.notCompact, mark),
      (
        .headerMalformed,
        try Compact.token(header: Array(mark.utf8), claims: Array(claims.text.utf8), key: .ec)
      ),
      (.extensionRequired, try Compact.token(header: header.adding("crit", "[\(quoted)]"))),
      (.algorithmNotAccepted, try Compact.token(header: header.with("alg", quoted))),
      (.unknownKey, try Compact.token(header: header.with("kid", quoted))),
      (.signatureInvalid, Compact.token(valid, signature: Array(mark.utf8))),
      (.otherType, try Compact.token(header: header.with("typ", quoted))),
      (
        .claimsMalformed,
        try Compact.token(header: Array(header.text.utf8), claims: Array(mark.utf8), key: .ec)
      ),
      (.claimMissing("account_id"), try token(claims.with("account_id", nil))),
      (.claimMalformed("exp"), try token(claims.with("exp", quoted))),
      (.claimMalformed("account_id"), try token(claims.with("account_id", "\"\(mark)\\n\""))),
      (.expired, try token(claims.with("exp", "1"))),
      (.notYetValid, try token(claims.with("nbf", "1900000000"))),
      (.otherIssuer, try token(claims.with("iss", quoted))),
      (.otherAudience, try token(claims.with("aud", quoted))),
    ]
  }

  private static func token(_ claims: Members) throws -> String {
    try Compact.token(header: header, claims: claims)
  }

  @Test func `contain nothing of the token`() async throws {
    let (keys, _) = try Gate.keys(jwks: [try TestKey.ec.jwk().with("kid", #""one""#)])
    let policy = TokenPolicy(issuers: ["own"], audiences: ["own"], leeway: 0)
    let gate = try await Gate(keys: keys, policy: policy)
    #expect(await gate.fault(try Self.token(Self.claims)) == nil)
    for (expected, token) in try Self.refused() {
      let fault = try #require(await gate.fault(token))
      #expect(fault == expected)
      for text in ["\(fault)", String(describing: fault), fault.description] {
        #expect(!text.contains(Self.mark))
        for segment in Compact.segments(token) where segment.utf8.count >= 8 {
          #expect(!text.contains(segment.prefix(8)))
        }
      }
    }
  }

  @Test func `are sentences that say what to do`() throws {
    for (fault, _) in try Self.refused() {
      let text = fault.description
      #expect(text.hasSuffix("."))
      #expect(text.first?.isUppercase == true)
      #expect(text.split(separator: ". ").count >= 2, "what is wrong, and what to do: \(text)")
      #expect(text.utf8.allSatisfy { $0 < 0x80 })
      // RFC 6750 section 3: an error_description contains no quotation mark and no backslash.
      #expect(!text.contains("\"") && !text.contains("\\"))
    }
  }

  @Test func `of an Authorization header contain nothing of it`() {
    let faults: [BearerFault] = [
      .missing, .malformed(.severalHeaders), .malformed(.otherScheme), .malformed(.notOneToken),
    ]
    #expect(Set(faults.map(\.description)).count == faults.count)
    for headers in [["Bearer \(Self.mark) x"], [Self.mark], [Self.mark, Self.mark]] {
      let fault = #expect(throws: BearerFault.self) { try BearerCredentials.token(in: headers) }
      #expect(fault?.description.contains(Self.mark) == false)
    }
  }

  @Test func `of keys contain no key material`() throws {
    guard case .hs256(let secret) = TestKey.secret else { return }
    let text = String(decoding: secret.prefix(31), as: UTF8.self)
    var keys = VerificationKeys()
    let short = #expect(throws: KeyFault.secretTooShort(bytes: 31)) {
      try keys.add(sharedSecret: Array(text.utf8))
    }
    #expect(short?.description.contains(text) == false)
    let jwk = try TestKey.secret.jwk().with("kid", "\"\(Self.mark)\"")
    let symmetric = #expect(throws: KeyFault.self) { try Gate.keys(jwks: [jwk]) }
    #expect(symmetric?.description.contains(base64URL(secret)) == false)
    #expect(symmetric?.description.contains(Self.mark) == false)
    let pem = #expect(throws: KeyFault.pemUnusable) {
      try keys.add(pem: PEM.text(Array(Self.mark.utf8), label: "PRIVATE KEY"))
    }
    #expect(pem?.description.contains(base64URL(Self.mark.utf8)) == false)
  }
}
