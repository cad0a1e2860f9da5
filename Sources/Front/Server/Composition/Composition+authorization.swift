package import Authorization
import Foundation
import Identity
package import Postgres

extension Composition {
  /// The issuer of access tokens, with a key ring that is not started yet; nil without a master
  /// key.
  package func authorizationServer(pool: ConnectionPool, port: Int) throws -> AuthorizationServer? {
    guard settings.text(.masterKey) != nil else { return nil }
    let host = try settings.required(.host)
    let scheme = settings.text(.tlsCertificate) == nil ? "http" : "https"
    let address = "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    let baseURL = try publicURL() ?? address
    let issuer = try url(.issuer) ?? baseURL
    let ring = SigningKeyRing(
      masterKey: try masterKey(),
      issuance: .init(
        issuer: issuer, audience: issuer,
        accountClaim: try settings.required(.tokenAccountClaim)),
      pool: pool, logger: logger)
    return AuthorizationServer(
      issuer: issuer, baseURL: baseURL, ring: ring, pool: pool,
      lifetime: Int64(try settings.integer(.accessTokenLifetime)), now: clock.seconds)
  }

  /// The key that encrypts the stored signing keys.
  ///
  /// - Throws: `Settings.Fault`
  package func masterKey() throws -> MasterKey {
    let file = try settings.required(.masterKey)
    let secret = Array(try contents(of: file, for: .masterKey))
    do throws(SigningKeyFault) {
      return try MasterKey(secret: secret)
    } catch {
      throw Settings.Fault.unusable(.masterKey, reason: "\(error)")
    }
  }

  /// This server itself as an issuer, for the tokens of `authorizationServer`.
  func trustedIssuer(of server: AuthorizationServer) throws -> TrustedIssuer {
    var policy = try tokenPolicy(issuers: [server.metadata.issuer])
    policy.audiences = [server.metadata.issuer]
    policy.scopeClaims = ["scope"]
    policy.scopePrefix = ""
    // No bounds on lifetimes and admin scopes are needed: the token endpoint enforces them.
    policy.longestLifetime = nil
    policy.adminIssuers = nil
    return try TrustedIssuer(keys: server.ring, policy: policy)
  }
}
