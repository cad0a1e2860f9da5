/// Why an issuer's keys could not be fetched. The sentences are for the operator; a client gets a
/// 503.
package enum IssuerFault: Error, Equatable, CustomStringConvertible {
  /// The issuer did not answer: its name, the connection or its certificate failed.
  case unreachable(url: String, reason: String)
  /// The response was not complete within `DocumentFetch.timeLimit`.
  case timedOut(url: String)
  /// The process is shutting down, or no caller waits any more.
  case cancelled
  /// The issuer redirects. Redirects are not followed, since only the operator chooses the source
  /// of keys.
  case redirected(url: String)
  /// The status is not 200.
  case status(url: String, code: UInt)
  /// The document has more bytes than `DocumentFetch.longest`.
  case tooLong(url: String)
  /// The response's media type is not JSON, or the response is compressed.
  case otherMediaType(url: String)
  /// The document is not a strict JSON object.
  case notJSON(url: String)
  /// The document names another issuer (RFC 8414 section 3.3).
  case otherIssuer(url: String)
  /// The document has no `jwks_uri`.
  case noKeysAddress(url: String)
  /// Keys are not fetched from the `jwks_uri` of the document.
  case keysAddressRefused(url: String, IssuerURLFault)
  /// No discovery document is usable. The values are the reasons.
  case notDiscovered([IssuerFault])
  /// The document is not a JWK Set, or has no usable key.
  case keys(url: String, KeyFault)

  /// The cause and, if there is one, the fix.
  package var description: String {
    switch self {
    case .unreachable(let url, let reason): "\(url) cannot be reached: \(reason)."
    case .timedOut(let url):
      "\(url) did not answer within \(DocumentFetch.timeLimit.components.seconds) s."
    case .cancelled: "Fetching the keys was cancelled."
    case .redirected(let url): "\(url) redirects. Redirects are not followed: configure the target."
    case .status(let url, let code): "\(url) answered with status \(code)."
    case .tooLong(let url): "\(url) answered with more than \(DocumentFetch.longest) bytes."
    case .otherMediaType(let url):
      "\(url) did not answer with uncompressed JSON (application/json)."
    case .notJSON(let url): "\(url) did not answer with a strict JSON object."
    case .otherIssuer(let url):
      "\(url) names another issuer than the configured one. Configure it exactly as it names "
        + "itself."
    case .noKeysAddress(let url): "\(url) has no \"jwks_uri\"."
    case .keysAddressRefused(let url, let fault): "The \"jwks_uri\" of \(url) is not \(fault)."
    case .notDiscovered(let faults): faults.map(\.description).joined(separator: " ")
    case .keys(let url, let fault): "\(url): \(fault)"
    }
  }
}
