package import Postgres

/// Why the token endpoint gives no token (RFC 6749 section 5.2). The sentences are for the client;
/// of what it sent they contain a refused scope, and no credentials.
package enum TokenRefusal: Error {
  /// The request is not one that the endpoint understands.
  case invalidRequest(String)
  /// The body has more bytes than the endpoint reads.
  case bodyTooLarge(limit: Int)
  /// Who asks could not be told: no credentials, wrong ones, a client that is unknown, revoked or of
  /// a deactivated account. Deliberately one answer for all of them.
  case invalidClient(String)
  /// Another grant than client credentials.
  case unsupportedGrantType
  /// A scope that is malformed, unknown, or not the client's.
  case invalidScope(String)
  /// Too many failed authentications; try again after so many seconds.
  case throttled(retryAfter: Int)
  /// The client got as many tokens as it may; it can use one until it expires.
  case tooManyTokens(retryAfter: Int)
  /// More token requests arrive than the server has memory for, from one address or in all.
  case tooManyAtOnce
  /// Neither database nor keys can be reached now.
  case unavailable(PostgresError?)
  /// A fault of ours.
  case failed(any Error)

  /// The `error` of the response. The last four are not in RFC 6749 section 5.2, which has none for
  /// them; they are those of its section 4.1.2.1.
  package var code: String {
    switch self {
    case .invalidRequest, .bodyTooLarge: "invalid_request"
    case .invalidClient: "invalid_client"
    case .unsupportedGrantType: "unsupported_grant_type"
    case .invalidScope: "invalid_scope"
    case .throttled, .tooManyTokens, .tooManyAtOnce, .unavailable: "temporarily_unavailable"
    case .failed: "server_error"
    }
  }

  /// The `error_description`: printable ASCII without quotation marks and backslashes, as RFC 6749
  /// section 5.2 wants.
  package var description: String {
    switch self {
    case .invalidRequest(let text), .invalidClient(let text), .invalidScope(let text): text
    case .bodyTooLarge(let limit): "The body may have at most \(limit) bytes."
    case .unsupportedGrantType: "The only grant_type here is client_credentials."
    case .throttled(let seconds):
      "Too many failed authentications. Try again after \(seconds) s."
    case .tooManyTokens(let seconds):
      "The client asks for tokens too often. Use one until it expires; try again after \(seconds) s."
    case .tooManyAtOnce: "Too many token requests arrive together. Try again after 5 s."
    case .unavailable: "The server cannot issue tokens at the moment. Try again in a few seconds."
    case .failed: "The server failed. Quote the X-Request-Id of this response when you report it."
    }
  }

  /// The same refusal of a request that could not be read. If parameters are in the query, where this
  /// endpoint reads none (RFC 6749 section 3.2), the description begins with them.
  package func pointing(toQuery query: String) -> TokenRefusal {
    let names = TokenRequest.parameters(inQuery: query)
    guard !names.isEmpty else { return self }
    let sentence = "Send \(names.joined(separator: ", ")) in the body, not in the query."
    return switch self {
    case .invalidRequest(let text): .invalidRequest("\(sentence) \(text)")
    case .invalidClient(let text): .invalidClient("\(sentence) \(text)")
    case .bodyTooLarge, .unsupportedGrantType, .invalidScope, .throttled, .tooManyTokens,
      .tooManyAtOnce, .unavailable, .failed:
      self
    }
  }

  package init(_ error: any Error) {
    switch error {
    case let error as TokenRefusal: self = error
    case let error as PostgresError where error.isTransient: self = .unavailable(error)
    default: self = .failed(error)
    }
  }
}
