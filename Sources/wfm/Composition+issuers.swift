import Identity
import Logging

extension Composition {
  /// Whom this installation believes, and the services that fetch their keys.
  func trustedIssuers() async throws -> (issuers: [TrustedIssuer], services: [IssuerKeys]) {
    let plan = try issuerPlan()
    var issuers: [TrustedIssuer] = []
    var services: [IssuerKeys] = []
    for (issuer, location) in plan.published {
      let keys: IssuerKeys
      do throws(IssuerURLFault) {
        keys = try IssuerKeys(issuer: issuer, location: location, logger: logger)
      } catch {
        throw Settings.Fault.wrong(.tokenIssuer, value: issuer, expected: error.description)
      }
      services.append(keys)
      issuers.append(try TrustedIssuer(keys: keys, policy: try tokenPolicy(issuers: [issuer])))
    }
    let local = try localKeys()
    if plan.needsLocalKeys {
      guard !local.isEmpty else { throw Settings.Fault.missing(.tokenKeys) }
      issuers.append(
        try TrustedIssuer(
          keys: try await FixedKeys(local), policy: try tokenPolicy(issuers: plan.ofLocalKeys)))
    } else if !local.isEmpty {
      throw Settings.Fault.wrong(
        .tokenJWKSURL, value: settings.words(.tokenJWKSURL).joined(separator: ","),
        expected: "a list that says by the word \(IssuerPlan.localWord) whose the keys of "
          + "\(Setting.tokenKeys.variable) are; they would be nobody's")
    }
    return (issuers, services)
  }

  func issuerPlan() throws(Settings.Fault) -> IssuerPlan {
    try IssuerPlan(
      issuers: settings.words(.tokenIssuer), locations: settings.words(.tokenJWKSURL))
  }

  /// The keys of this installation's own files and settings.
  private func localKeys() throws -> VerificationKeys {
    var keys = VerificationKeys()
    if let file = settings.text(.tokenKeys) {
      let bytes = [UInt8](try contents(of: file, for: .tokenKeys))
      if bytes.first(where: { !$0.isBlank }) == UInt8(ascii: "{") {
        for reason in try keys.add(jwks: bytes) {
          logger.warning("key left out", metadata: ["file": "\(file)", "reason": "\(reason)"])
        }
      } else {
        try keys.add(pem: String(decoding: bytes, as: UTF8.self))
      }
    }
    if let secret = settings.text(.tokenSecret) { try keys.add(sharedSecret: Array(secret.utf8)) }
    if settings.text(.tokenSigningKey) != nil { try keys.add(try signingKey()) }
    return keys
  }

  /// - Parameter issuers: empty accepts any.
  private func tokenPolicy(issuers: [String]) throws -> TokenPolicy {
    TokenPolicy(
      issuers: Set(issuers), audiences: settings.list(.tokenAudience),
      leeway: Int64(try settings.integer(.tokenLeeway, in: 0...60)),
      accountClaim: try settings.required(.tokenAccountClaim),
      scopeClaims: settings.words(.tokenScopeClaim),
      scopePrefix: settings.text(.tokenScopePrefix) ?? "")
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
