import Authorization
import Identity
import Logging

extension Composition {
  /// Whom this installation believes, and the services that fetch their keys.
  ///
  /// - Parameter server: what issues tokens here, if anything does.
  func trustedIssuers(
    beside server: AuthorizationServer?
  ) async throws -> (issuers: [TrustedIssuer], services: [IssuerKeys]) {
    let plan = try issuerPlan()
    var issuers: [TrustedIssuer] = []
    if let server {
      let issuer = server.metadata.issuer
      guard !plan.names.contains(issuer) else {
        throw Settings.Fault.wrong(
          .tokenIssuer, value: issuer, expected: "another issuer than this server itself")
      }
      issuers.append(try trustedIssuer(of: server))
    }
    var services: [IssuerKeys] = []
    if !plan.published.isEmpty, settings.text(.tokenAudience) == nil {
      // Not refused, because some providers write none.
      logger.warning(
        "tokens that an issuer made for other services are accepted here",
        metadata: ["remedy": "set \(Setting.tokenAudience.variable)"])
    }
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
    if local.isEmpty {
      let isEnough = plan.ofLocalKeys.isEmpty && !issuers.isEmpty
      guard isEnough else { throw Settings.Fault.missing(.tokenKeys) }
    } else if plan.mayUseLocalKeys {
      var policy = try tokenPolicy(issuers: plan.ofLocalKeys)
      if let server { policy.otherIssuers = [server.metadata.issuer] }
      issuers.append(try TrustedIssuer(keys: try await FixedKeys(local), policy: policy))
    } else {
      throw Settings.Fault.wrong(
        .tokenJWKSURL, value: try settings.list(.tokenJWKSURL).joined(separator: ","),
        expected: "a list that says by the word \(IssuerPlan.localWord) whose the keys of "
          + "\(Setting.tokenKeys.variable) are; they would be nobody's")
    }
    return (issuers, services)
  }

  func issuerPlan() throws(Settings.Fault) -> IssuerPlan {
    try IssuerPlan(
      issuers: try settings.list(.tokenIssuer), locations: try settings.list(.tokenJWKSURL))
  }

  /// - Parameter issuers: empty accepts any.
  func tokenPolicy(issuers: [String]) throws -> TokenPolicy {
    TokenPolicy(
      issuers: Set(issuers), audiences: Set(try settings.list(.tokenAudience)),
      leeway: Int64(try settings.integer(.tokenLeeway, in: 0...60)),
      accountClaim: try settings.required(.tokenAccountClaim),
      scopeClaims: try settings.list(.tokenScopeClaim),
      scopePrefix: settings.text(.tokenScopePrefix) ?? "")
  }
}
