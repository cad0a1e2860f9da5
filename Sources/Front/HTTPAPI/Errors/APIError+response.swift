import Administration
import Hummingbird
import Importing
import Logging
import Postgres

extension APIError {
  /// The refusal on the wire.
  var response: Response {
    var body = JSONObject()
    if let code { body.add("code", code) }
    body.add("message", message)
    body.add("description", description)
    if !fields.isEmpty {
      let problems = fields.map { problem in
        var object = JSONObject()
        object.add("name", problem.field)
        object.add("description", problem.description)
        return object
      }
      body.add("fields", problems)
    }
    return Response(status: status, headers: headers, body: body.responseBody)
  }

  /// What a client is told of any error.
  init(_ error: any Error) {
    switch error {
    case let error as APIError: self = error
    case let error as PostgresError: self = Self.refusal(for: error)
    case let error as Administrator.Refusal: self = Self.refusal(for: error)
    default: self = .unexpected
    }
  }

  private static func refusal(for error: PostgresError) -> APIError {
    switch error {
    case .connectionFailed, .connectionLost, .poolExhausted, .cancelled: .unavailable
    case .server(let server): server.sqlState.isTransient ? .unavailable : .unexpected
    case .decoding, .unrepresentable: .unexpected
    }
  }

  private static func refusal(for error: Administrator.Refusal) -> APIError {
    switch error {
    case .unknown(let resource): .resourceNotFound(resource)
    case .exists, .hasNoSecret, .isRevoked: .conflict(description: error.description)
    case .failed(let cause): APIError(cause)
    }
  }

  /// How much an operator should care.
  var logLevel: Logger.Level {
    switch self {
    case .unexpected: .error
    case .unavailable: .warning
    case .unauthenticated, .insufficientScope, .unknownAccount, .invalidReportLink, .rateLimited,
      .tooManyAtOnce, .notMultipart, .codedUpload, .codedBody, .unsupportedFileName, .fileTooLarge,
      .wrongTemplate,
      .importInProgress, .importNotFound, .reportNotFound, .routeNotFound, .garbledReportLink,
      .methodNotAllowed,
      .invalidRequest, .resourceNotFound, .conflict, .bodyTooLarge, .wrongMediaType:
      .info
    }
  }
}
