package import Postgres

/// Why the token endpoint issues no token (RFC 6749 section 5.2). The sentences are for the client.
/// They may repeat a rejected scope, but no credentials.
package enum TokenRefusal: Error {
  /// The request is malformed or lacks a parameter.
  case invalidRequest(String)
  /// The body is longer than the limit, in bytes.
  case bodyTooLarge(limit: Int)
  /// The client could not be authenticated: its credentials are missing or wrong, the client is
  /// unknown or revoked, or its account is deactivated. All cases get the same answer on purpose.
  case invalidClient(String)
  /// The grant is not client credentials.
  case unsupportedGrantType
  /// A scope is malformed, unknown, or not allowed to the client.
  case invalidScope(String)
  /// Too many authentications failed. The value is the number of seconds until the client may
  /// retry.
  case throttled(retryAfter: Int)
  /// The client requested too many tokens. It should reuse a token until the token expires. The
  /// value is the number of seconds until the next token.
  case tooManyTokens(retryAfter: Int)
  /// The memory for token requests is used up, for the address or in total.
  case tooManyAtOnce
  /// The database is unavailable, or no signing key is known.
  case unavailable(PostgresError?)
  /// An internal error.
  case failed(any Error)

  /// The `error` of the response. RFC 6749 section 5.2 has no code for the last five cases, so they
  /// use codes of its section 4.1.2.1.
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
  /// section 5.2 requires.
  package var description: String {
    switch self {
    case .invalidRequest(let text), .invalidClient(let text), .invalidScope(let text): text
    case .bodyTooLarge(let limit):
      "The body has more than \(limit) bytes. Send only the parameters."
    case .unsupportedGrantType: "The grant_type is not supported. Use client_credentials."
    case .throttled(let seconds):
      "Too many failed authentications. Try again after \(seconds) s."
    case .tooManyTokens(let seconds):
      "The client requests tokens too often. Use a token until it expires. Try again after "
        + "\(seconds) s."
    case .tooManyAtOnce: "Too many token requests arrived at the same time. Try again after 5 s."
    case .unavailable: "The server cannot issue tokens at the moment. Try again in a few seconds."
    case .failed: "The server failed. Quote the X-Request-Id of this response when you report it."
    }
  }

  /// This refusal, with a hint if the query has parameters of the endpoint. The endpoint reads no
  /// parameters from the query (RFC 6749 section 3.2).
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

  /// The refusal for any error: `unavailable` if retrying may help, else `failed`.
  package init(_ error: any Error) {
    switch error {
    case let error as TokenRefusal: self = error
    case let error as PostgresError where error.isTransient: self = .unavailable(error)
    default: self = .failed(error)
    }
  }
}
