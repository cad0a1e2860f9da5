import Foundation
import Identity
import WireText

/// The metadata that the authorization server publishes about itself (RFC 8414 section 2).
package struct AuthorizationServerMetadata: Sendable {
  /// The server's issuer identifier, the `iss` of its tokens.
  package let issuer: String
  private let baseURL: String

  /// The URL of the token endpoint.
  var tokenEndpoint: String { baseURL + Self.tokenPath }

  /// The path of the token endpoint.
  package static let tokenPath = "/oauth/token"
  /// The path of the JWK Set with the server's public keys.
  package static let jwksPath = "/.well-known/jwks.json"
  /// The path of the metadata, without the issuer's own path.
  package static let path = "/.well-known/oauth-authorization-server"

  /// RFC 8414 section 2 requires response types, and section 3.2 allows no empty list. There is no
  /// authorization endpoint: the registered type `none` yields neither code nor token.
  private static let responseTypes = ["none"]
  private static let grantTypes = ["client_credentials"]
  private static let authenticationMethods = [
    "client_secret_basic", "client_secret_post", "private_key_jwt",
  ]

  /// - Parameter baseURL: the URL before the paths, without a slash at its end.
  init(issuer: String, baseURL: String) {
    self.issuer = issuer
    self.baseURL = baseURL
  }

  /// The path of the issuer's URL; nil if it has none.
  package var issuerPath: String? {
    let path = URL(string: issuer)?.path ?? ""
    return ["", "/"].contains(path) ? nil : path
  }

  /// The published document.
  package var json: String {
    var document = JSONText()
    document.add("grant_types_supported", Self.grantTypes)
    document.add("issuer", issuer)
    document.add("jwks_uri", baseURL + Self.jwksPath)
    document.add("response_types_supported", Self.responseTypes)
    document.add("scopes_supported", Scope.allCases.map(\.rawValue))
    document.add("token_endpoint", tokenEndpoint)
    document.add("token_endpoint_auth_methods_supported", Self.authenticationMethods)
    document.add(
      "token_endpoint_auth_signing_alg_values_supported", ClientAssertion.algorithms)
    return document.text
  }
}
