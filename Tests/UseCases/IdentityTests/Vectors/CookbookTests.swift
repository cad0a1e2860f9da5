import Foundation
import Identity
import TestInputs
import TestSupport
import Testing

/// RFC 7520 section 4, from the files of its authors.
private struct Cookbook: Decodable {
  static let vectors = TestVectors("jose-cookbook")

  struct Input: Decodable {
    let payload: String
  }

  struct Output: Decodable {
    let compact: String?
    let json: Serialization
  }

  struct Serialization: Decodable {
    let signatures: [Signature]
  }

  struct Signature: Decodable {
    let protected: String?
    let signature: String
  }

  let input: Input
  let output: Output

  static func data(_ name: String) throws -> Data {
    try Data(contentsOf: vectors.folder.appending(path: "jws/\(name).json"))
  }

  init(_ name: String) throws {
    self = try JSONDecoder().decode(Cookbook.self, from: Self.data(name))
  }

  /// The keys of 4.8, which all examples use: a JWK Set of two keys, of which one is usable, and a
  /// secret.
  static func keys() throws -> VerificationKeys {
    let example = try JSONSerialization.jsonObject(with: data("4_8.multiple_signatures"))
    let input = (example as? [String: Any])?["input"] as? [String: Any]
    let list = try #require(input?["key"] as? [[String: Any]])
    var keys = VerificationKeys()
    let set = try JSONSerialization.data(withJSONObject: ["keys": list])
    let skipped = try keys.add(jwks: Array(set))
    #expect(skipped.map { String($0.prefix(5)) } == ["key 2", "key 3"])
    let secret = try #require(list[2]["k"] as? String)
    try keys.add(sharedSecret: bytes(base64URL: secret))
    return keys
  }

  /// The compact form of a signature in JSON serialisation, with the payload inserted.
  func compact(_ signature: Signature) -> String {
    [
      signature.protected ?? "", base64URL(input.payload.utf8), signature.signature,
    ].joined(separator: ".")
  }
}

@Suite(
  "RFC 7520's signatures",
  .needs(.vectors(Cookbook.vectors.folder)), .timeLimit(.minutes(5)))
struct CookbookTests {
  @Test(arguments: ["4_1.rsa_v15_signature", "4_4.hmac-sha2_integrity_protection"])
  func `the compact form of a supported algorithm carries its payload`(name: String) async throws {
    let example = try Cookbook(name)
    let token = try #require(example.output.compact)
    let payload = try await signedPayload(of: token, keys: Cookbook.keys())
    #expect(payload == Array(example.input.payload.utf8))
  }

  @Test(arguments: ["4_2.rsa-pss_signature", "4_3.ecdsa_signature"])
  func `PS384 and ES512 are rejected`(name: String) async throws {
    let example = try Cookbook(name)
    let token = try #require(example.output.compact)
    #expect(try await signedPayload(of: token, keys: Cookbook.keys()) == nil)
  }

  @Test func `detached content is rejected, and accepted once it is put in`() async throws {
    let example = try Cookbook("4_5.signature_with_detached_content")
    let token = try #require(example.output.compact)
    #expect(Compact.segments(token)[1].isEmpty)
    #expect(try await signedPayload(of: token, keys: Cookbook.keys()) == nil)
    let whole = example.compact(example.output.json.signatures[0])
    #expect(
      try await signedPayload(of: whole, keys: Cookbook.keys())
        == Array(example.input.payload.utf8))
  }

  /// RS256 and HS256 with protected headers; ES512 and the HS256 of 4.7 with unprotected ones,
  /// which the compact form does not have.
  @Test(arguments: [
    ("4_6.protecting_specific_header_fields", [true]), ("4_7.protecting_content_only", [false]),
    ("4_8.multiple_signatures", [true, false, true]),
  ])
  func `a signature is accepted if its algorithm is protected`(
    name: String, counts: [Bool]
  ) async throws {
    let example = try Cookbook(name)
    let keys = try Cookbook.keys()
    var accepted: [Bool] = []
    for signature in example.output.json.signatures {
      accepted.append(try await signedPayload(of: example.compact(signature), keys: keys) != nil)
    }
    #expect(accepted == counts)
  }

  @Test func `the JSON serialisations of all eight are rejected`() async throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Cookbook.vectors.folder.appending(path: "jws").path
    ).filter { $0.hasSuffix(".json") }
    #expect(names.count == 8)
    let keys = try Cookbook.keys()
    var refused = 0
    for name in names {
      let object = try JSONSerialization.jsonObject(
        with: Cookbook.data(String(name.dropLast(5))))
      let output = try #require((object as? [String: Any])?["output"] as? [String: Any])
      for form in ["json", "json_flat"] {
        guard let form = output[form] else { continue }
        let text = try JSONSerialization.data(withJSONObject: form)
        let payload = try await signedPayload(of: String(decoding: text, as: UTF8.self), keys: keys)
        #expect(payload == nil, "\(name)")
        refused += 1
      }
    }
    #expect(refused == 15)
  }
}
