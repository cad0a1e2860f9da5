import Authorization
import Foundation
import Identity
import Logging

/// The keys of access tokens.
extension Composition {
  /// Believes this server's own tokens, where it issues any, and those of the configured keys.
  func tokenVerifier(trusting server: AuthorizationServer?) async throws -> TokenVerifier {
    var issuers: [TrustedIssuer] = []
    if let server { issuers.append(try trustedIssuer(of: server)) }
    let keys = try fixedKeys()
    if !keys.isEmpty {
      issuers.append(
        try TrustedIssuer(keys: try await FixedKeys(keys), policy: try tokenPolicy()))
    }
    guard !issuers.isEmpty else { throw Settings.Fault.missing(.tokenKeys) }
    return TokenVerifier(issuers: issuers)
  }

  /// The keys that the settings name.
  private func fixedKeys() throws -> VerificationKeys {
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
    if let secret = settings.text(.tokenSecret) {
      try named(.tokenSecret) { () throws(KeyFault) in
        try keys.add(sharedSecret: Array(secret.utf8))
      }
    }
    if settings.text(.tokenSigningKey) != nil { try keys.add(try signingKey()) }
    return keys
  }

  func tokenPolicy() throws -> TokenPolicy {
    TokenPolicy(
      issuers: try settings.list(.tokenIssuer), audiences: try settings.list(.tokenAudience),
      leeway: Int64(try settings.integer(.tokenLeeway, in: 0...60)),
      accountClaim: try settings.required(.tokenAccountClaim))
  }

  func signingKey() throws -> SigningKey {
    let file = try settings.required(.tokenSigningKey)
    let pem = String(decoding: try contents(of: file, for: .tokenSigningKey), as: UTF8.self)
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
