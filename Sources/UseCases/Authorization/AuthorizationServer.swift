import Foundation
import Identity
package import Postgres

/// The parts of this server that issue access tokens, and how it describes itself.
package struct AuthorizationServer: Sendable {
  package let authenticator: ClientAuthenticator
  package let grant: TokenGrant
  package let ring: SigningKeyRing
  package let metadata: AuthorizationServerMetadata

  /// - Parameters:
  ///   - issuer: what the server calls itself, a URL without query and fragment.
  ///   - baseURL: what clients reach the server at, without a slash at its end.
  ///   - lifetime: of a token in seconds, within `TokenGrant.lifetimes`.
  ///   - now: seconds since 1970 UTC.
  package init(
    issuer: String, baseURL: String, ring: SigningKeyRing, pool: ConnectionPool, lifetime: Int64,
    now: @escaping @Sendable () -> Int64 = TokenVerifier.systemClock
  ) {
    metadata = AuthorizationServerMetadata(issuer: issuer, baseURL: baseURL)
    authenticator = ClientAuthenticator(
      pool: pool, audiences: [issuer, metadata.tokenEndpoint], now: now)
    grant = TokenGrant(ring: ring, lifetime: lifetime, now: now)
    self.ring = ring
  }
}

/// What the server says of itself (RFC 8414 section 2). Only what is true.
package struct AuthorizationServerMetadata: Encodable, Sendable {
  package let issuer: String
  package let tokenEndpoint: String
  package let jwksURI: String
  package let scopesSupported = Scope.allCases.map(\.rawValue)
  /// RFC 8414 section 2 requires it, and its section 3.2 leaves no list empty. There is no
  /// authorization endpoint: the registered type `none` gives neither code nor token.
  package let responseTypesSupported = ["none"]
  package let grantTypesSupported = ["client_credentials"]
  package let tokenEndpointAuthMethodsSupported = [
    "client_secret_basic", "client_secret_post", "private_key_jwt",
  ]
  package let tokenEndpointAuthSigningAlgValuesSupported = ClientAssertion.algorithms

  package static let tokenPath = "/oauth/token"
  package static let jwksPath = "/.well-known/jwks.json"
  package static let path = "/.well-known/oauth-authorization-server"

  /// The path of the issuer; nil where it has none.
  package var issuerPath: String? {
    let path = URL(string: issuer)?.path ?? ""
    return ["", "/"].contains(path) ? nil : path
  }

  init(issuer: String, baseURL: String) {
    self.issuer = issuer
    tokenEndpoint = baseURL + Self.tokenPath
    jwksURI = baseURL + Self.jwksPath
  }

  enum CodingKeys: String, CodingKey {
    case issuer
    case tokenEndpoint = "token_endpoint"
    case jwksURI = "jwks_uri"
    case scopesSupported = "scopes_supported"
    case responseTypesSupported = "response_types_supported"
    case grantTypesSupported = "grant_types_supported"
    case tokenEndpointAuthMethodsSupported = "token_endpoint_auth_methods_supported"
    case tokenEndpointAuthSigningAlgValuesSupported =
      "token_endpoint_auth_signing_alg_values_supported"
  }
}
