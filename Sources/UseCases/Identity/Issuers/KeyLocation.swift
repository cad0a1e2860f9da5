/// Where an issuer publishes its keys.
package enum KeyLocation: Sendable, Equatable {
  /// A JWK Set (RFC 7517 section 5).
  case jwks(IssuerURL)
  /// The `jwks_uri` of the issuer's metadata, by RFC 8414 or else by OpenID Connect Discovery.
  case discovery
}
