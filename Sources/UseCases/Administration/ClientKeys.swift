import Identity
package import WireText

/// The public keys with which a client signs its assertions: a JWK Set of 1 to 10 keys, RSA of 2048
/// bits or more (RS256) or P-256 (ES256).
package struct ClientKeys: Sendable {
  /// A JWK Set of the given keys, without members that this server does not use.
  package let jwks: String

  /// The maximum number of keys of a client.
  package static let most = 10

  /// The fault of the keys, as a sentence for the sender. It contains no part of the keys.
  package struct Fault: Error, Equatable, CustomStringConvertible {
    /// The cause and the fix.
    package let description: String
  }

  /// RFC 7518 section 6: the members of private and symmetric keys.
  private static let secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
  private static let publicMembers = ["kty", "use", "alg", "kid", "crv", "x", "y", "n", "e"]

  /// - Throws: `Fault`
  package init(_ set: JSONValue) throws(Fault) {
    guard case .object(let members) = set, let keys = members["keys"]?.array,
      (1...Self.most).contains(keys.count)
    else {
      throw Fault(
        description: "The keys are not a JWK Set. Send an object with 1 to \(Self.most) \"keys\".")
    }
    var kept: [JSONValue] = []
    for (index, key) in keys.enumerated() { kept.append(try Self.publicPart(of: key, index + 1)) }
    do {
      jwks = JSONValue.object(["keys": .array(kept)]).text()
      var usable = VerificationKeys()
      let reasons = try usable.add(jwks: Array(jwks.utf8))
      if let reason = reasons.first { throw Fault(description: "In the JWK Set, \(reason).") }
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(description: "\(error)")
    }
  }

  /// - Throws: `Fault`, also if the bytes are not JSON.
  package init(json: [UInt8]) throws(Fault) {
    guard let set = try? JSONScanner.object(json) else {
      throw Fault(description: "The keys are not a JSON object.")
    }
    try self.init(.object(set))
  }

  private static func publicPart(
    of key: JSONValue, _ number: Int
  ) throws(Fault) -> JSONValue {
    guard case .object(let members) = key else {
      throw Fault(description: "Key \(number) is not an object.")
    }
    guard !secretMembers.contains(where: { members[$0] != nil }) else {
      throw Fault(
        description: "Key \(number) has a private part. Send the public key only.")
    }
    guard let type = members["kty"]?.string, ["EC", "RSA"].contains(type) else {
      throw Fault(
        description:
          "Key \(number) has another \"kty\" than \"EC\" and \"RSA\". Send an EC or RSA key.")
    }
    var kept = JSONObject()
    for name in publicMembers {
      guard let value = members[name] else { continue }
      guard value.string != nil else {
        throw Fault(description: "Key \(number) has a \"\(name)\" that is not a string.")
      }
      kept[name] = value
    }
    return .object(kept)
  }
}
