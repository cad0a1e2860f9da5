package import Authorization
package import Identity
import Logging

extension Composition {
  /// The issuers that this installation trusts, and the services that fetch their keys.
  ///
  /// - Parameter server: the issuer of this server's own tokens; nil if it issues none.
  package func trustedIssuers(
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
    // Only warnings, because some issuers omit these claims.
    for gap in try tokenGaps() {
      logger.warning("\(gap.message)", metadata: ["remedy": "\(gap.remedy)"])
    }
    for (issuer, location) in plan.published {
      let keys: IssuerKeys
      do throws(IssuerURLFault) {
        keys = try IssuerKeys(
          issuer: issuer, location: location, clock: clock.refresh, logger: logger)
      } catch {
        throw Settings.Fault.wrong(.tokenIssuer, value: issuer, expected: error.description)
      }
      services.append(keys)
      var policy = try tokenPolicy(issuers: [issuer])
      policy.adminIssuers = try adminIssuers(beside: server)
      issuers.append(try TrustedIssuer(keys: keys, policy: policy))
    }
    let local = try localKeys()
    if local.isEmpty {
      let isEnough = plan.ofLocalKeys.isEmpty && !issuers.isEmpty
      guard isEnough else { throw Settings.Fault.missing(.tokenKeys) }
    } else if plan.mayUseLocalKeys {
      var policy = try tokenPolicy(issuers: plan.ofLocalKeys)
      policy.adminIssuers = try adminIssuers(beside: server)
      if let server { policy.otherIssuers = [server.metadata.issuer] }
      let keys = try await GivenKeys(local)
      issuers.append(try TrustedIssuer(keys: keys, policy: policy))
      reloadable.add("token_keys") {
        let local = try localKeys()
        try await keys.replace(with: local)
        return "\(local.count)"
      }
    } else {
      throw Settings.Fault.wrong(
        .tokenJWKSURL, value: try settings.list(.tokenJWKSURL).joined(separator: ","),
        expected: "a list with the word \(IssuerPlan.localWord) for the issuer of the keys in "
          + "\(Setting.tokenKeys.variable)")
    }
    return (issuers, services)
  }

  private func longestLifetime() throws(Settings.Fault) -> Int64? {
    guard settings.text(.tokenLongestLifetime) != nil else { return nil }
    return Int64(try settings.integer(.tokenLongestLifetime))
  }

  /// Where each issuer's keys come from.
  ///
  /// - Throws: `Settings.Fault.wrong`
  package func issuerPlan() throws(Settings.Fault) -> IssuerPlan {
    try IssuerPlan(
      issuers: try settings.list(.tokenIssuer), locations: try settings.list(.tokenJWKSURL))
  }

  /// The other issuers whose tokens may have the admin scope; nil for all accepted issuers. A
  /// server that issues tokens has its own admin clients, so its operator must name other issuers
  /// explicitly.
  private func adminIssuers(beside server: AuthorizationServer?) throws -> Set<String>? {
    let issuers = Set(try settings.list(.adminIssuers))
    guard !issuers.isEmpty else { return server == nil ? nil : [] }
    let known = Set(try issuerPlan().names + (server.map { [$0.metadata.issuer] } ?? []))
    let isAnyAccepted = try issuerPlan().names.isEmpty
    guard isAnyAccepted || issuers.isSubset(of: known) else {
      throw Settings.Fault.wrong(
        .adminIssuers, value: issuers.sorted().joined(separator: ","),
        expected: "a list of issuers that \(Setting.tokenIssuer.variable) has")
    }
    return issuers
  }

  /// - Parameter issuers: empty for any issuer.
  func tokenPolicy(issuers: [String]) throws -> TokenPolicy {
    TokenPolicy(
      issuers: Set(issuers), audiences: Set(try settings.list(.tokenAudience)),
      leeway: Int64(try settings.integer(.tokenLeeway)),
      accountClaim: try settings.required(.tokenAccountClaim),
      scopeClaims: try settings.list(.tokenScopeClaim),
      scopePrefix: settings.text(.tokenScopePrefix) ?? "",
      longestLifetime: try longestLifetime())
  }
}
