import Foundation
import Identity
import TestInputs
import Testing

/// Project Wycheproof's JSON Web Signature and JSON Web Key vectors.
enum Wycheproof {
  static let vectors = TestVectors("wycheproof")

  /// A vector: a token, the key of its group, and whether the label says that it is valid.
  struct Case: Sendable {
    let number: Int
    let comment: String
    let token: String
    let isValid: Bool
    /// The key as a JSON Web Key or a JWK Set; the public key if there are two.
    let key: [UInt8]
    /// The `alg` of the key, or of the set's first key.
    let algorithm: String?
    /// The bytes of symmetric keys.
    let secrets: [[UInt8]]
  }

  private struct File: Decodable {
    let testGroups: [Group]
  }

  private struct Group: Decodable {
    let tests: [Test]
  }

  private struct Test: Decodable {
    let tcId: Int
    let comment: String
    let jws: String
    let result: String
  }

  struct Unreadable: Error {}

  static func cases(_ file: String) throws -> [Case] {
    let data = try Data(contentsOf: vectors.folder.appending(path: file))
    let groups = try JSONDecoder().decode(File.self, from: data).testGroups
    guard let plain = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      let plainGroups = plain["testGroups"] as? [[String: Any]], plainGroups.count == groups.count
    else { throw Unreadable() }
    return try zip(groups, plainGroups).flatMap { group, plain in
      guard let key = (plain["public"] ?? plain["private"]) as? [String: Any] else {
        throw Unreadable()
      }
      let bytes = Array(try JSONSerialization.data(withJSONObject: key))
      let keys = key["keys"] as? [[String: Any]] ?? [key]
      let secrets = keys.filter { $0["kty"] as? String == "oct" }
        .compactMap { $0["k"] as? String }.map { IdentityTests.bytes(base64URL: $0) }
      return group.tests.map {
        Case(
          number: $0.tcId, comment: $0.comment, token: $0.jws, isValid: $0.result == "valid",
          key: bytes, algorithm: keys.first?["alg"] as? String, secrets: secrets)
      }
    }
  }
}

extension Wycheproof {
  /// Compares the result of each vector with its label. A difference is an issue unless the vector
  /// is one of the exceptions.
  ///
  /// - Parameter isSupported: whether the server accepts the algorithm of a key.
  static func tally(
    _ file: String, exceptions: [Int: String], isSupported: (String) -> Bool,
    isAccepted: (Case) async throws -> Bool
  ) async throws -> Tally {
    var tally = Tally()
    for vector in try cases(file) {
      let isAccepted = try await isAccepted(vector)
      if let algorithm = vector.algorithm, !isSupported(algorithm) {
        #expect(!isAccepted, "\(vector.number) \(vector.comment)")
        tally.refusedAsUnsupported += 1
      } else if isAccepted == vector.isValid {
        tally.asLabelled += 1
      } else {
        tally.exceptions.insert(vector.number)
        #expect(exceptions[vector.number] != nil, "\(vector.number) \(vector.comment)")
      }
    }
    return tally
  }
}

/// The results of a set of vectors, as numbers of vectors.
struct Tally: Equatable {
  var asLabelled = 0
  var exceptions: Set<Int> = []
  /// Vectors of unsupported algorithms, which are rejected with any label.
  var refusedAsUnsupported = 0
}
