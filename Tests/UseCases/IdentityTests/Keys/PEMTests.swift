import Crypto
import Foundation
import Identity
import TestSupport
import Testing

@Suite("Keys in PEM and shared secrets", .timeLimit(.minutes(5)))
struct PEMTests {
  /// The openssl commands that create a private key `private`, and its algorithm.
  static let kinds: [(name: String, algorithm: String, commands: [[String]])] = [
    ("RSA, PKCS #8", "RS256", [["genpkey", "-algorithm", "RSA", "-out", "private"]]),
    (
      "RSA, PKCS #1", "RS256",
      [
        ["genpkey", "-algorithm", "RSA", "-out", "pkcs8"],
        ["rsa", "-in", "pkcs8", "-traditional", "-out", "private"],
      ]
    ),
    (
      "P-256, PKCS #8", "ES256",
      [
        [
          "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "private",
        ]
      ]
    ),
    (
      "P-256, SEC 1", "ES256",
      [["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "private"]]
    ),
    ("Ed25519, PKCS #8", "EdDSA", [["genpkey", "-algorithm", "ED25519", "-out", "private"]]),
  ]

  @Test(.needs(.openssl), arguments: kinds.indices)
  func `a key of openssl, private or public, verifies what openssl signs`(
    kind: Int
  ) async throws {
    let kind = Self.kinds[kind]
    try await OpenSSL.withFolder { openssl in
      for command in kind.commands { try await openssl.run(command) }
      try await openssl.run(["pkey", "-in", "private", "-pubout", "-out", "public"])
      let token = try await Self.token(algorithm: kind.algorithm, signedBy: openssl)
      for file in ["private", "public"] {
        var keys = VerificationKeys()
        try keys.add(pem: try openssl.text(file))
        let gate = try await Gate(keys: keys)
        #expect(await gate.account(token) == "acme", "\(kind.name), \(file)")
        let named = try await Self.token(
          algorithm: kind.algorithm, kid: "any", signedBy: openssl)
        #expect(await gate.account(named) == "acme", "PEM has no kid")
      }
    }
  }

  private static func token(
    algorithm: String, kid: String? = nil, signedBy openssl: OpenSSL
  ) async throws -> String {
    let header = (["alg": "\"\(algorithm)\""] as Members).with("kid", kid.map { "\"\($0)\"" })
    let signed = base64URL(header.text.utf8) + "." + base64URL(Members.claims.text.utf8)
    try openssl.write(Array(signed.utf8), to: "signed")
    if algorithm == "EdDSA" {
      try await openssl.run([
        "pkeyutl", "-sign", "-rawin", "-inkey", "private", "-in", "signed", "-out", "signature",
      ])
    } else {
      try await openssl.run([
        "dgst", "-sha256", "-sign", "private", "-out", "signature", "signed",
      ])
    }
    var signature = try openssl.read("signature")
    if algorithm == "ES256" {
      let ecdsa = try P256.Signing.ECDSASignature(derRepresentation: signature)
      signature = Array(ecdsa.rawRepresentation)
    }
    return signed + "." + base64URL(signature)
  }

  @Test(.needs(.openssl))
  func `a certificate is rejected with instructions to extract its key`() async throws {
    try await OpenSSL.withFolder { openssl in
      try await openssl.run([
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "private", "-subj", "/CN=x",
        "-out", "certificate",
      ])
      var keys = VerificationKeys()
      let certificate = try openssl.text("certificate")
      let fault = #expect(throws: KeyFault.pemIsCertificate) { try keys.add(pem: certificate) }
      #expect(fault?.description.contains("openssl x509 -pubkey") == true)
      #expect(keys.isEmpty)
    }
  }

  @Test(
    .needs(.openssl),
    arguments: [
      ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out", "private"],
      ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "private"],
      ["ecparam", "-name", "secp256k1", "-genkey", "-noout", "-out", "private"],
      ["genpkey", "-algorithm", "X25519", "-out", "private"],
      ["genpkey", "-algorithm", "ED448", "-out", "private"],
      ["genpkey", "-algorithm", "RSA-PSS", "-out", "private"],
      [
        "genpkey", "-algorithm", "ED25519", "-aes-128-cbc", "-pass", "pass:word", "-out", "private",
      ],
    ])
  func `a key of another kind, a weak and an encrypted one are rejected`(
    command: [String]
  ) async throws {
    try await OpenSSL.withFolder { openssl in
      try await openssl.run(command)
      var keys = VerificationKeys()
      let text = try openssl.text("private")
      #expect(throws: KeyFault.pemUnusable) { try keys.add(pem: text) }
      #expect(keys.isEmpty)
      guard !command.contains("-pass") else { return }
      try await openssl.run(["pkey", "-in", "private", "-pubout", "-out", "public"])
      let other = try openssl.text("public")
      #expect(throws: KeyFault.pemUnusable) { try keys.add(pem: other) }
      #expect(keys.isEmpty)
    }
  }

  @Test(arguments: [
    "", "x", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    "-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----\n", #"{"keys":[]}"#,
  ])
  func `a text that is not a key in PEM is rejected`(text: String) {
    var keys = VerificationKeys()
    #expect(throws: KeyFault.pemUnusable) { try keys.add(pem: text) }
  }

  @Test func `a shared secret has at least 32 bytes`() throws {
    for count in 0..<32 {
      var keys = VerificationKeys()
      #expect(throws: KeyFault.secretTooShort(bytes: count)) {
        try keys.add(sharedSecret: [UInt8](repeating: 7, count: count))
      }
      #expect(keys.isEmpty)
    }
    for count in [32, 33, 64, 65, 1000] {
      var keys = VerificationKeys()
      #expect(throws: Never.self) {
        try keys.add(sharedSecret: [UInt8](repeating: 7, count: count))
      }
    }
  }

  @Test func `a secret of any length from 32 bytes on verifies its tokens`() async throws {
    for count in [32, 63, 64, 65, 1000] {
      let key = TestKey.hs256([UInt8](repeating: 7, count: count))
      let gate = try await Gate(trusting: [key])
      #expect(await gate.account(try Compact.token(key: key)) == "acme")
    }
  }
}
