import Authorization
import HTTPFront
import HTTPTypes
import Hummingbird
import WireText

extension TokenRefusal {
  /// The refusal as a response (RFC 6749 section 5.2).
  var response: Response {
    var body = JSONText()
    body.add("error", code)
    body.add("error_description", description)
    return Response(status: status, headers: headers, body: body.responseBody)
  }

  /// The header fields of every response of the token endpoint (RFC 6749 section 5.1).
  static let commonHeaders: HTTPFields = [
    .contentType: "application/json", .cacheControl: "no-store", .pragma: "no-cache",
  ]

  private var status: HTTPResponse.Status {
    switch self {
    case .invalidRequest, .unsupportedGrantType, .invalidScope: .badRequest
    case .bodyTooLarge: .contentTooLarge
    case .invalidClient: .unauthorized
    case .throttled, .tooManyTokens, .tooManyAtOnce: .tooManyRequests
    case .unavailable: .serviceUnavailable
    case .failed: .internalServerError
    }
  }

  private var headers: HTTPFields {
    var headers = Self.commonHeaders
    switch self {
    // Every 401 names a scheme (RFC 9110 section 15.5.2). It does not depend on the scheme that the
    // client used.
    case .invalidClient: headers[.wwwAuthenticate] = #"Basic realm="wfm", charset="UTF-8""#
    case .throttled(let seconds), .tooManyTokens(let seconds):
      headers[.retryAfter] = String(seconds)
    case .tooManyAtOnce, .unavailable: headers[.retryAfter] = "5"
    case .invalidRequest, .bodyTooLarge, .unsupportedGrantType, .invalidScope, .failed: break
    }
    return headers
  }
}
