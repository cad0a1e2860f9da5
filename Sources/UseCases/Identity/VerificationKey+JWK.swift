import Crypto
import JWTKit
import WireText

/// Why a key of a JWK Set is skipped. A description continues "key 3 …".
enum JWKFault: Error, CustomStringConvertible {
  case notAnObject, noType, symmetric, typeNotAccepted, curveNotAccepted, notForSigning
  case otherAlgorithm(String)
  case malformed(String)
  case weakRSA, notOnCurve, smallOrder, rivalKeyID

  var description: String {
    switch self {
    case .notAnObject: "is not a JSON object"
    case .noType: "has no \"kty\""
    case .symmetric: "is symmetric; configure a shared secret by its own setting"
    case .typeNotAccepted: "has a \"kty\" other than RSA, EC and OKP"
    case .curveNotAccepted: "has a \"crv\" other than P-256 and Ed25519"
    case .notForSigning: "is not for signatures by its \"use\" or \"key_ops\""
    case .otherAlgorithm(let own): "has another \"alg\" than \(own), the one for its type"
    case .malformed(let member): "has no well-formed \"\(member)\""
    case .weakRSA: "is a weak RSA key or outside 2048–8192 bits"
    case .notOnCurve: "is not a point of its curve"
    case .smallOrder: "is a point of small order, for which anybody can sign"
    case .rivalKeyID: "has the \"kid\" of a key before it"
    }
  }
}

extension VerificationKey {
  /// Reads a JSON Web Key (RFC 7517 section 4). Only the public half of a private key is kept.
  init(jwk: JSONValue) throws(JWKFault) {
    guard case .object(let members) = jwk else { throw .notAnObject }
    guard let type = members["kty"]?.string else { throw .noType }
    if let use = members["use"], use.string != "sig" { throw .notForSigning }
    if let operations = members["key_ops"] {
      guard let list = operations.array, list.contains(.string("verify")) else {
        throw .notForSigning
      }
    }
    if let id = members["kid"], id.string == nil { throw .malformed("kid") }
    let material: Material =
      switch type {
      case "RSA": try Self.rsa(members)
      case "EC": try Self.p256(members)
      case "OKP": try Self.ed25519(members)
      case "oct": throw .symmetric
      default: throw .typeNotAccepted
      }
    self.init(id: members["kid"]?.string, material: material)
    if let name = members["alg"], name.string != algorithm { throw .otherAlgorithm(algorithm) }
  }

  private static func rsa(_ members: JSONObject) throws(JWKFault) -> Material {
    let modulus = try number("n", of: members)
    let exponent = try number("e", of: members)
    guard RSAStrength.isSufficient(modulus: modulus.bytes, exponent: exponent.bytes),
      let key = try? Insecure.RSA.PublicKey(modulus: modulus.text, exponent: exponent.text)
    else { throw .weakRSA }
    return .rsa(key)
  }

  /// Reads a P-256 key. RFC 7518 section 6.2.1: each coordinate has the full 32 bytes.
  private static func p256(_ members: JSONObject) throws(JWKFault) -> Material {
    guard members["crv"]?.string == "P-256" else { throw .curveNotAccepted }
    let x = try number("x", of: members, bytes: 32)
    let y = try number("y", of: members, bytes: 32)
    guard let key = try? ES256PublicKey(parameters: (x: x.text, y: y.text)) else {
      throw .notOnCurve
    }
    return .p256(key)
  }

  /// Reads an Ed25519 key (RFC 8037 section 2).
  private static func ed25519(_ members: JSONObject) throws(JWKFault) -> Material {
    guard members["crv"]?.string == "Ed25519" else { throw .curveNotAccepted }
    let x = try number("x", of: members, bytes: 32)
    guard let key = try? EdDSA.PublicKey(x: x.text, curve: .ed25519) else { throw .notOnCurve }
    guard !Ed25519Order.isSmall(x.bytes) else { throw .smallOrder }
    return .ed25519(key)
  }

  private static func number(
    _ name: String, of members: JSONObject, bytes count: Int? = nil
  )
    throws(JWKFault) -> (text: String, bytes: [UInt8])
  {
    guard let text = members[name]?.string, let bytes = Base64URL.decode(text.utf8),
      !bytes.isEmpty, count == nil || bytes.count == count
    else { throw .malformed(name) }
    return (text, bytes)
  }
}
