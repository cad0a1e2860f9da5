package import HTTPTypes

extension HTTPFields {
  /// The security fields of every response. The page at `/docs` replaces the content policy.
  package static let security: HTTPFields = [
    .xContentTypeOptions: "nosniff",
    .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
    // For browsers that do not know frame-ancestors.
    .constant("X-Frame-Options"): "DENY",
    .constant("Referrer-Policy"): "no-referrer",
    .constant("Cross-Origin-Resource-Policy"): "same-origin",
  ]
}
