import Foundation
import Identity
import Testing

@Suite("The header of a token is not trusted", .timeLimit(.minutes(5)))
struct HeaderTests {
  @Test(arguments: [TestKey.ec, .rsa, .ed])
  func `a key inside the token is not trusted`(key: TestKey) async throws {
    let gate = try await Gate(trusting: [key])
    let attacker = try #require(TestKey.strangers.first { $0.algorithm == key.algorithm })
    let jwk = try attacker.jwk().text
    let chain = Data(PEM.der(try #require(attacker.publicPEM))).base64EncodedString()
    for (name, value) in [
      ("jwk", jwk), ("jku", #""https://attacker.example/jwks.json""#),
      ("x5u", #""https://attacker.example/chain.pem""#), ("x5c", #"["\#(chain)"]"#),
      ("x5t", #""dGh1bWI""#), ("x5t#S256", #""dGh1bWI""#),
    ] {
      let header = Members.header(key).adding(name, value)
      let forged = try Compact.token(header: header, key: attacker)
      #expect(await gate.fault(forged) == .signatureInvalid, "\(name)")
      let own = try Compact.token(header: header, key: key)
      #expect(await gate.account(own) == "acme", "\(name) is not read")
    }
  }

  @Test(arguments: [
    "../../../../dev/null", "/dev/null", "/proc/self/environ", "file:///etc/passwd",
    "x' UNION SELECT 'secret", "' OR 1=1 --", "one\\u0000", "\\u0000", "", "One", "one ",
    "o\\u200Bne", "| id", "https://attacker.example/jwks.json",
  ])
  func `a kid that names no key is rejected as unknown`(kid: String) async throws {
    let (keys, _) = try Gate.keys(jwks: [try TestKey.ec.jwk().with("kid", #""one""#)])
    let gate = try await Gate(keys: keys)
    let header = Members.header(.ec)
    let right = try Compact.token(header: header.with("kid", #""one""#))
    #expect(await gate.fault(right) == nil)
    let wrong = try Compact.token(header: header.with("kid", "\"\(kid)\""))
    #expect(await gate.fault(wrong) == .unknownKey)
  }

  @Test func `a kid of 10 KiB is rejected as unknown`() async throws {
    let (keys, _) = try Gate.keys(jwks: [try TestKey.ec.jwk().with("kid", #""one""#)])
    let gate = try await Gate(keys: keys)
    let kid = "\"" + String(repeating: "k", count: 10_240) + "\""
    let token = try Compact.token(header: .header(.ec).with("kid", kid))
    #expect(await gate.fault(token) == .unknownKey)
  }

  @Test(arguments: ["0", "1", "null", "true", #"["one"]"#, #"{"kid":"one"}"#])
  func `a kid that is not a string is rejected`(kid: String) async throws {
    let gate = try await Gate()
    let token = try Compact.token(header: .header(.ec).with("kid", kid))
    #expect(await gate.fault(token) == .headerMalformed)
  }

  @Test func `a kid is compared byte by byte, not by canonical equivalence`() async throws {
    let (keys, _) = try Gate.keys(jwks: [try TestKey.ec.jwk().with("kid", #""cl\u00E9""#)])
    let gate = try await Gate(keys: keys)
    let header = Members.header(.ec)
    #expect(await gate.fault(try Compact.token(header: header.with("kid", #""clé""#))) == nil)
    let decomposed = try Compact.token(header: header.with("kid", #""cle\u0301""#))
    #expect(await gate.fault(decomposed) == .unknownKey)
  }

  @Test func `a kid selects the key, and no other key of the set is tried`() async throws {
    let other = try #require(TestKey.strangers.first)
    let (keys, _) = try Gate.keys(jwks: [
      try TestKey.ec.jwk().with("kid", #""one""#), try other.jwk().with("kid", #""two""#),
    ])
    let gate = try await Gate(keys: keys)
    let header = Members.header(.ec)
    for (kid, key, fault) in [
      (#""one""#, TestKey.ec, nil), (#""two""#, other, nil),
      (#""one""#, other, TokenFault.signatureInvalid),
      (#""two""#, TestKey.ec, .signatureInvalid),
    ] {
      let token = try Compact.token(header: header.with("kid", kid), key: key)
      #expect(await gate.fault(token) == fault)
    }
    #expect(await gate.fault(try Compact.token(header: header, key: other)) == nil)
  }

  @Test(arguments: [
    ("crit", #"["exp"]"#), ("crit", #"["b64"]"#), ("crit", #"["https://example.com/ext"]"#),
    ("crit", "[]"), ("crit", "null"), ("crit", #""exp""#), ("crit", "{}"), ("crit", #"["alg"]"#),
    ("b64", "false"), ("b64", "true"), ("b64", "null"), ("b64", #""false""#),
  ])
  func `crit and b64 are rejected, with any value`(name: String, value: String) async throws {
    let gate = try await Gate()
    let token = try Compact.token(header: .header(.ec).adding(name, value))
    #expect(await gate.fault(token) == .extensionRequired)
  }

  @Test func `an unencoded payload by RFC 7797 is rejected`() async throws {
    let gate = try await Gate()
    let header = Members.header(.ec).adding("b64", "false").adding("crit", #"["b64"]"#)
    let signed = base64URL(header.text.utf8) + "." + Members.claims.text
    let signature = try TestKey.ec.signature(of: Array(signed.utf8))
    let fault = await gate.fault(signed + "." + base64URL(signature))
    #expect(fault == .notCompact)
  }

  @Test(arguments: [
    "logout+jwt", "dpop+jwt", "secevent+jwt", "token-introspection+jwt", "oauth-authz-req+jwt",
    "application/logout+jwt", "id_token", "JOSE", "JWE", "", "jwt ", "at+jwt;v=1",
  ])
  func `a token of another typ is rejected`(type: String) async throws {
    let gate = try await Gate()
    let token = try Compact.token(header: .header(.ec).adding("typ", "\"\(type)\""))
    #expect(await gate.fault(token) == .otherType)
  }

  @Test(arguments: ["1", "null", "true", #"["JWT"]"#, "{}"])
  func `a typ that is not a string is rejected`(type: String) async throws {
    let gate = try await Gate()
    let token = try Compact.token(header: .header(.ec).adding("typ", type))
    #expect(await gate.fault(token) == .otherType)
  }

  @Test(arguments: ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "application/JWT"])
  func `an access token's own typ is accepted in any letter case`(type: String) async throws {
    let gate = try await Gate()
    let token = try Compact.token(header: .header(.ec).adding("typ", "\"\(type)\""))
    #expect(await gate.fault(token) == nil)
  }
}
