import Crypto
import Foundation
import Identity
import Testing

@Suite("JWK Sets", .timeLimit(.minutes(5)))
struct KeySetTests {
  private static func own(_ kid: String? = nil) throws -> Members {
    try TestKey.ec.jwk().with("kid", kid.map { "\"\($0)\"" })
  }

  @Test func `of all kinds are read, and each key verifies its tokens`() async throws {
    let keys: [TestKey] = [.ec, .rsa, .ed]
    let set = try Gate.keys(
      jwks: keys.map { key in
        try key.jwk().with("kid", "\"\(key.algorithm)\"").with("use", #""sig""#)
          .with("alg", "\"\(key.algorithm)\"").with("key_ops", #"["verify"]"#)
          .with("x5c", #"["not read"]"#)
      })
    #expect(set.skipped.isEmpty)
    let gate = try await Gate(keys: set.keys)
    for key in keys {
      let header = Members.header(key).with("kid", "\"\(key.algorithm)\"")
      #expect(await gate.account(try Compact.token(header: header, key: key)) == "acme")
      #expect(await gate.account(try Compact.token(key: key)) == "acme", "without kid")
      for other in keys where other.algorithm != key.algorithm {
        let header = Members.header(key).with("kid", "\"\(other.algorithm)\"")
        let token = try Compact.token(header: header, key: key)
        #expect(await gate.fault(token) == .algorithmNotAccepted)
      }
    }
  }

  /// A key that is skipped, and the end of the sentence "key 1 …".
  private static func unusable() throws -> [(Members, String)] {
    let ec = try own()
    let notOurs = #"is not for signatures by its "use" or "key_ops""#
    return [
      (ec.with("kty", nil), #"has no "kty""#), (ec.with("kty", "1"), #"has no "kty""#),
      (ec.with("kty", #""AKP""#), #"has a "kty" other than RSA, EC and OKP"#),
      (ec.with("kty", #""ec""#), #"has a "kty" other than RSA, EC and OKP"#),
      (try TestKey.secret.jwk(), "is symmetric; configure a shared secret by its own setting"),
      (ec.with("use", #""enc""#), notOurs), (ec.with("use", "null"), notOurs),
      (ec.with("key_ops", #"["sign"]"#), notOurs), (ec.with("key_ops", "[]"), notOurs),
      (ec.with("key_ops", #""verify""#), notOurs),
      (ec.with("alg", #""ES384""#), #"has another "alg" than ES256, the one for its type"#),
      (ec.with("alg", #""none""#), #"has another "alg" than ES256, the one for its type"#),
      (ec.with("alg", #""HS256""#), #"has another "alg" than ES256, the one for its type"#),
      (ec.with("alg", "1"), #"has another "alg" than ES256, the one for its type"#),
      (
        try TestKey.rsa.jwk().with("alg", #""PS256""#),
        #"has another "alg" than RS256, the one for its type"#
      ),
      (ec.with("crv", nil), #"has a "crv" other than P-256 and Ed25519"#),
      (ec.with("crv", #""secp256k1""#), #"has a "crv" other than P-256 and Ed25519"#),
      (ec.with("kid", "1"), #"has no well-formed "kid""#),
      (ec.with("x", nil), #"has no well-formed "x""#),
      (ec.with("y", "1"), #"has no well-formed "y""#),
      (ec.with("x", #""+/==""#), #"has no well-formed "x""#),
      (try TestKey.rsa.jwk().with("n", nil), #"has no well-formed "n""#),
      (try TestKey.rsa.jwk().with("n", #""""#), #"has no well-formed "n""#),
      (try TestKey.rsa.jwk().with("e", #""AQAB=""#), #"has no well-formed "e""#),
    ]
  }

  @Test func `skip each key that cannot be used, and say why`() async throws {
    let unusable = try Self.unusable()
    let alone = unusable.map { key, reason in
      #expect(throws: KeyFault.noUsableKey(["key 1 \(reason)"])) { try Gate.keys(jwks: [key]) }
      return reason
    }
    let set = try Gate.keys(jwks: unusable.map(\.0) + [try Self.own("own")])
    #expect(set.skipped == alone.enumerated().map { "key \($0 + 1) \($1)" })
    let gate = try await Gate(keys: set.keys)
    #expect(await gate.account(try Compact.token()) == "acme")
  }

  @Test func `keep the first of two keys of a name and algorithm, and skip the second`()
    async throws
  {
    let stranger = TestKey.strangers[0]
    let set = try Gate.keys(jwks: [
      try Self.own("one"), try stranger.jwk().with("kid", #""one""#), try Self.own("one"),
      try TestKey.rsa.jwk().with("kid", #""one""#),
    ])
    #expect(
      set.skipped == [
        #"key 2 has the "kid" of a key before it"#, #"key 3 has the "kid" of a key before it"#,
      ])
    let gate = try await Gate(keys: set.keys)
    #expect(await gate.fault(try Compact.token()) == nil)
    #expect(await gate.fault(try Compact.token(key: .rsa)) == nil)
    #expect(await gate.fault(try Compact.token(key: stranger)) == .signatureInvalid)
  }

  @Test func `may have several keys without a name`() async throws {
    let stranger = TestKey.strangers[0]
    let set = try Gate.keys(jwks: [try Self.own(), try stranger.jwk()])
    #expect(set.skipped.isEmpty)
    let gate = try await Gate(keys: set.keys)
    #expect(await gate.fault(try Compact.token()) == nil)
    #expect(await gate.fault(try Compact.token(key: stranger)) == nil)
  }

  @Test func `of a private key only the public half is taken`() async throws {
    guard case .es256(let key) = TestKey.ec else { return }
    let jwk = try Self.own("one").with("d", "\"\(base64URL(key.rawRepresentation))\"")
    let gate = try await Gate(keys: try Gate.keys(jwks: [jwk]).keys)
    #expect(await gate.fault(try Compact.token()) == nil)
  }

  @Test(arguments: [
    "", "{}", "[]", #"{"keys":{}}"#, #"{"keys":null}"#, #"{"Keys":[]}"#, #"{"keys":[]} x"#,
    #"{"keys":[],"keys":[]}"#, "-----BEGIN PUBLIC KEY-----", #"{"keys":[}"#,
    "\u{FEFF}{\"keys\":[]}",
  ])
  func `that are not an object with an array of keys are rejected`(text: String) {
    var keys = VerificationKeys()
    #expect(throws: KeyFault.keySetMalformed) { try keys.add(jwks: Array(text.utf8)) }
    #expect(keys.isEmpty)
  }

  @Test func `without a usable key are rejected`() async throws {
    for (text, reasons) in [
      (#"{"keys":[]}"#, []),
      (#"{"keys":[1,null]}"#, ["key 1 is not a JSON object", "key 2 is not a JSON object"]),
    ] {
      var keys = VerificationKeys()
      #expect(throws: KeyFault.noUsableKey(reasons)) { try keys.add(jwks: Array(text.utf8)) }
    }
    await #expect(throws: VerifierFault.keys(.noUsableKey([]))) {
      try await Gate(keys: VerificationKeys())
    }
  }

  @Test func `have at most 1 MiB`() throws {
    let set = Array(#"{"keys":[\#(try Self.own().text)]}"#.utf8)
    let blanks = [UInt8](repeating: 0x20, count: VerificationKeys.longestKeySet - set.count)
    var keys = VerificationKeys()
    #expect(try keys.add(jwks: set + blanks) == [])
    #expect(throws: KeyFault.keySetTooLong) { try keys.add(jwks: set + blanks + [0x20]) }
  }
}
