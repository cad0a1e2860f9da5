import Foundation
package import Identity
import Logging
import Secrets

/// The keys that were given to this installation.
extension Composition {
  /// The keys of this installation's own files and settings.
  func localKeys() throws -> VerificationKeys {
    var keys = VerificationKeys()
    if let file = settings.text(.tokenKeys) {
      let bytes = [UInt8](try contents(of: file, for: .tokenKeys))
      if bytes.first(where: { !$0.isBlank }) == UInt8(ascii: "{") {
        for reason in try named(.tokenKeys, { () throws(KeyFault) in try keys.add(jwks: bytes) }) {
          logger.warning("key left out", metadata: ["file": "\(file)", "reason": "\(reason)"])
        }
      } else {
        try named(.tokenKeys) { () throws(KeyFault) in
          try keys.add(pem: String(decoding: bytes, as: UTF8.self))
        }
      }
    }
    if let secret = settings.secret(.tokenSecret) {
      try named(.tokenSecret) { () throws(KeyFault) in try keys.add(sharedSecret: secret) }
    }
    if settings.text(.tokenSigningKey) != nil { try keys.add(try signingKey()) }
    return keys
  }

  package func signingKey() throws -> SigningKey {
    let file = try settings.required(.tokenSigningKey)
    let pem = Secret(
      String(decoding: try contents(of: file, for: .tokenSigningKey), as: UTF8.self))
    return try named(.tokenSigningKey) { () throws(KeyFault) in try SigningKey(pem: pem) }
  }

  /// Puts the setting's name before what is wrong with its keys.
  private func named<R>(
    _ setting: Setting, _ body: () throws(KeyFault) -> R
  ) throws(Settings.Fault) -> R {
    do throws(KeyFault) {
      return try body()
    } catch {
      throw .unusable(setting, reason: "\(error)")
    }
  }

  func contents(of file: String, for setting: Setting) throws -> Data {
    do {
      return try Data(contentsOf: URL(fileURLWithPath: file))
    } catch {
      throw Settings.Fault.wrong(setting, value: file, expected: "a file that can be read")
    }
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
