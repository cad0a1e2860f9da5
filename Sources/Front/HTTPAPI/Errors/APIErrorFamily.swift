import HTTPTypes
import Logging

/// The errors that share a status, a code and a message of the contract.
struct APIErrorFamily: Sendable {
  let status: HTTPResponse.Status
  /// The contract's code; nil if the contract has none for the error.
  let code: String?
  let message: String
  /// The level of the error in the log.
  let logLevel: Logger.Level

  private init(
    _ status: HTTPResponse.Status, code: String? = nil, _ message: String,
    logLevel: Logger.Level = .info
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.logLevel = logLevel
  }

  static let unauthenticated = APIErrorFamily(
    .unauthorized, code: "1580005", "Invalid authentication.")
  static let forbidden = APIErrorFamily(
    .forbidden, "Insufficient permissions to perform this operation.")
  static let overRate = APIErrorFamily(
    .tooManyRequests, "Rate limit exceeded. Please retry later.")
  static let uploadMedia = APIErrorFamily(
    .unsupportedMediaType, code: "1580027", "Unsupported Media Type.")
  static let bodyMedia = APIErrorFamily(.unsupportedMediaType, "Unsupported Media Type.")
  static let fileTooLarge = APIErrorFamily(
    .contentTooLarge, code: "1580047", "The uploaded file exceeds the maximum allowed size of 5 MB."
  )
  static let bodyTooLarge = APIErrorFamily(.contentTooLarge, "The request body is too large.")
  static let wrongTemplate = APIErrorFamily(
    .badRequest, code: "1580028", "The CSV template is incorrect.")
  static let invalidRequest = APIErrorFamily(.badRequest, "The request is invalid.")
  static let importInProgress = APIErrorFamily(
    .conflict, code: "1580026",
    "Another event import is already in progress. Please try again later.")
  static let conflict = APIErrorFamily(.conflict, "The request conflicts with what is stored.")
  static let importNotFound = APIErrorFamily(.notFound, code: "1580001", "Not found.")
  static let notFound = APIErrorFamily(.notFound, "Not found.")
  static let methodNotAllowed = APIErrorFamily(.methodNotAllowed, "Method not allowed.")
  static let unavailable = APIErrorFamily(
    .serviceUnavailable, "Service unavailable. Please retry later.", logLevel: .warning)
  static let unexpected = APIErrorFamily(
    .internalServerError, "Internal server error.", logLevel: .error)
}

extension APIError {
  var family: APIErrorFamily {
    switch self {
    case .unauthenticated: .unauthenticated
    case .insufficientScope, .unknownAccount, .invalidReportLink: .forbidden
    case .rateLimited, .tooManyAtOnce: .overRate
    case .notMultipart, .codedUpload, .unsupportedFileName: .uploadMedia
    case .wrongMediaType, .codedBody: .bodyMedia
    case .fileTooLarge: .fileTooLarge
    case .bodyTooLarge: .bodyTooLarge
    case .wrongTemplate: .wrongTemplate
    case .invalidRequest: .invalidRequest
    case .importInProgress: .importInProgress
    case .conflict: .conflict
    case .importNotFound, .reportNotFound: .importNotFound
    case .routeNotFound, .garbledReportLink, .resourceNotFound: .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .unavailable: .unavailable
    case .unexpected: .unexpected
    }
  }
}
