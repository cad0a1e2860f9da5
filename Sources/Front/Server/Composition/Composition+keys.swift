import Foundation
package import Identity
import Logging
import Secrets

/// The keys in this installation's files and settings.
extension Composition {
  /// The keys that verify access tokens.
  func localKeys() throws -> VerificationKeys {
    var keys = VerificationKeys()
    if let file = settings.text(.tokenKeys) {
      let bytes = [UInt8](try contents(of: file, for: .tokenKeys))
      if bytes.first(where: { !$0.isBlank }) == UInt8(ascii: "{") {
        for reason in try named(.tokenKeys, { () throws(KeyFault) in try keys.add(jwks: bytes) }) {
          logger.warning("key ignored", metadata: ["file": "\(file)", "reason": "\(reason)"])
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

  /// The key that `wfm token` signs with.
  ///
  /// - Throws: `Settings.Fault`
  package func signingKey() throws -> SigningKey {
    let file = try settings.required(.tokenSigningKey)
    let pem = Secret(
      String(decoding: try contents(of: file, for: .tokenSigningKey), as: UTF8.self))
    return try named(.tokenSigningKey) { () throws(KeyFault) in try SigningKey(pem: pem) }
  }

  /// Turns a fault of keys into one that names the setting.
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
