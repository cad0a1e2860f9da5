import HTTPTypes
import Identity
import Throttling

extension APIError {
  /// The header fields of the response.
  var headers: HTTPFields {
    var headers: HTTPFields = [.contentType: "application/json"]
    switch self {
    case .unauthenticated(let code, let description):
      headers[.wwwAuthenticate] = Self.challenge(code: code, description: description)
    case .insufficientScope(let scope):
      headers[.wwwAuthenticate] =
        Self.challenge(code: "insufficient_scope", description: description)
        + ", scope=\"\(scope.rawValue)\""
    case .unknownAccount:
      headers[.wwwAuthenticate] = Self.challenge(
        code: "insufficient_scope", description: description)
    case .rateLimited(let refusal):
      headers[.retryAfter] = String(refusal.retryAfter)
      refusal.standing.write(into: &headers, wait: refusal.retryAfter)
    case .tooManyAtOnce, .importInProgress, .unavailable: headers[.retryAfter] = "5"
    // RFC 9110, sections 12.5.3 and 15.5.16: a body must not be coded.
    case .codedUpload, .codedBody: headers[.acceptEncoding] = "identity"
    case .methodNotAllowed(let allowed): headers[.allow] = allowed
    // A 403 for a link has no challenge, because no token makes the link valid.
    default: break
    }
    return headers
  }

  /// RFC 6750, section 3. A request without any token gets the bare challenge (section 3.1). The
  /// text of a description must not contain the quotes that enclose it.
  private static func challenge(code: String?, description: String) -> String {
    guard let code else { return "Bearer" }
    let text = description.replacing("\"", with: "'")
    return "Bearer error=\"\(code)\", error_description=\"\(text)\""
  }
}
