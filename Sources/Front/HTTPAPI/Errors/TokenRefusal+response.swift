import Authorization
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension TokenRefusal {
  /// The refusal on the wire (RFC 6749 section 5.2).
  var response: Response {
    Response(
      status: status, headers: headers,
      body: .json(RefusalBody(error: code, errorDescription: description)))
  }

  /// What every answer of the token endpoint has (RFC 6749 section 5.1).
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
    // Every 401 names a scheme (RFC 9110 section 15.5.2), however the client tried.
    case .invalidClient: headers[.wwwAuthenticate] = #"Basic realm="wfm", charset="UTF-8""#
    case .throttled(let seconds), .tooManyTokens(let seconds):
      headers[.retryAfter] = String(seconds)
    case .tooManyAtOnce, .unavailable: headers[.retryAfter] = "5"
    case .invalidRequest, .bodyTooLarge, .unsupportedGrantType, .invalidScope, .failed: break
    }
    return headers
  }
}

private struct RefusalBody: Encodable {
  let error: String
  let errorDescription: String

  enum CodingKeys: String, CodingKey {
    case error
    case errorDescription = "error_description"
  }
}

extension ResponseBody {
  /// A value as JSON, members in the order of their names.
  static func json(_ value: some Encodable) -> ResponseBody {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    // The bodies have strings and integers only, which always encode.
    return ResponseBody(byteBuffer: ByteBuffer(bytes: (try? encoder.encode(value)) ?? Data()))
  }
}

extension HTTPField.Name {
  /// RFC 9111 section 5.4, which RFC 6749 still wants.
  static let pragma = constant("Pragma")
}
