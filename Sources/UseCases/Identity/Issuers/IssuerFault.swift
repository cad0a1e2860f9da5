/// Why an issuer's keys could not be fetched. For the operator; a client sees a 503 at most.
package enum IssuerFault: Error, Equatable, CustomStringConvertible {
  /// No answer: the name, the connection or its certificate failed.
  case unreachable(url: String, reason: String)
  /// No whole answer within `DocumentFetch.timeLimit`.
  case timedOut(url: String)
  /// The process ends, or nobody waits any more.
  case cancelled
  /// A redirect: whom to believe is configured, not told on the way.
  case redirected(url: String)
  /// Another status than 200.
  case status(url: String, code: UInt)
  /// More bytes than `DocumentFetch.longest`.
  case tooLong(url: String)
  /// The response's media type is not one of JSON's, or it is compressed.
  case otherMediaType(url: String)
  /// No strict JSON object.
  case notJSON(url: String)
  /// The document is another issuer's (RFC 8414 section 3.3).
  case otherIssuer(url: String)
  /// The document has no `jwks_uri`.
  case noKeysAddress(url: String)
  /// The document's `jwks_uri` is an address that keys are not fetched from.
  case keysAddressRefused(url: String, IssuerURLFault)
  /// No discovery document can be used: the reason for each.
  case notDiscovered([IssuerFault])
  /// What is at the address is no JWK Set.
  case keys(url: String, KeyFault)

  package var description: String {
    switch self {
    case .unreachable(let url, let reason): "\(url) cannot be reached: \(reason)."
    case .timedOut(let url):
      "\(url) did not answer within \(DocumentFetch.timeLimit.components.seconds) s."
    case .cancelled: "Fetching was given up."
    case .redirected(let url): "\(url) redirects, which is not followed. Configure the target."
    case .status(let url, let code): "\(url) answers with status \(code)."
    case .tooLong(let url): "\(url) answers with more than \(DocumentFetch.longest) bytes."
    case .otherMediaType(let url): "\(url) does not answer with plain JSON (application/json)."
    case .notJSON(let url): "\(url) does not answer with a strict JSON object."
    case .otherIssuer(let url):
      "\(url) names another issuer than the configured one. They must be equal to the letter."
    case .noKeysAddress(let url): "\(url) has no \"jwks_uri\"."
    case .keysAddressRefused(let url, let fault): "The \"jwks_uri\" of \(url) is not \(fault)."
    case .notDiscovered(let faults): faults.map(\.description).joined(separator: " ")
    case .keys(let url, let fault): "\(url): \(fault)"
    }
  }
}
