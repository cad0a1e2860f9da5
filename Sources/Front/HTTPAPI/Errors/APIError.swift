import Administration
import Foundation
import HTTPTypes
import Identity
import Importing
import Scheduling

/// Every refusal that a client can get, in the contract's words.
enum APIError: Error {
  /// No usable access token. `code` is RFC 6750's, absent where no token was sent at all.
  case unauthenticated(code: String?, description: String)
  case insufficientScope(Scope)
  /// The token is sound, but its account does not exist on this server, or is deactivated.
  case unknownAccount
  /// A report's signed link was changed or has expired.
  case invalidReportLink(description: String)
  case rateLimited(retryAfter: Int, RateStanding)
  /// The other requests of the account, or of the administering client, hold all the memory that one
  /// may.
  case tooManyAtOnce
  /// The upload's Content-Type is another one; the description says what is wrong with it.
  case notMultipart(description: String)
  /// The body is coded with this Content-Encoding.
  case codedUpload(String)
  /// The upload's `file_name`, as it was received, does not end in `.csv`.
  case unsupportedFileName(String)
  case fileTooLarge
  /// The form, the zone, the format or the header is wrong.
  case wrongTemplate(description: String, fields: [FormProblem])
  /// By the id of the import in progress; nil if it has ended since.
  case importInProgress(UUID?)
  case importNotFound
  /// The import has no error report, or no longer.
  case reportNotFound
  case routeNotFound
  /// The path is that of a report's link with its query encoded into it.
  case garbledReportLink(description: String)
  case methodNotAllowed(allowed: String)
  /// A request of the admin API that cannot be carried out as it is.
  case invalidRequest(description: String, fields: [FormProblem])
  case resourceNotFound(Administrator.Resource)
  case conflict(description: String)
  /// A body over its limit, in bytes.
  case bodyTooLarge(limit: Int)
  case wrongMediaType(expected: String)
  /// The body of a request of the admin API is coded with this Content-Encoding.
  case codedBody(String)
  /// The server cannot serve now; nothing was done.
  case unavailable
  /// A fault of ours.
  case unexpected
}

extension APIError {
  var status: HTTPResponse.Status {
    switch self {
    case .unauthenticated: .unauthorized
    case .insufficientScope, .unknownAccount, .invalidReportLink: .forbidden
    case .rateLimited, .tooManyAtOnce: .tooManyRequests
    case .notMultipart, .codedUpload, .unsupportedFileName, .wrongMediaType, .codedBody:
      .unsupportedMediaType
    case .fileTooLarge, .bodyTooLarge: .contentTooLarge
    case .wrongTemplate, .invalidRequest: .badRequest
    case .importInProgress, .conflict: .conflict
    case .importNotFound, .reportNotFound, .routeNotFound, .garbledReportLink, .resourceNotFound:
      .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .unavailable: .serviceUnavailable
    case .unexpected: .internalServerError
    }
  }

  var code: String? {
    switch self {
    case .unauthenticated: "1580005"
    case .notMultipart, .codedUpload, .unsupportedFileName: "1580027"
    case .fileTooLarge: "1580047"
    case .wrongTemplate: "1580028"
    case .importInProgress: "1580026"
    case .importNotFound, .reportNotFound: "1580001"
    case .insufficientScope, .unknownAccount, .invalidReportLink, .rateLimited, .tooManyAtOnce,
      .routeNotFound, .garbledReportLink, .methodNotAllowed, .invalidRequest, .resourceNotFound,
      .conflict, .bodyTooLarge, .wrongMediaType, .codedBody, .unavailable, .unexpected:
      nil
    }
  }

  var message: String {
    switch self {
    case .unauthenticated: "Invalid authentication."
    case .insufficientScope, .unknownAccount, .invalidReportLink:
      "Insufficient permissions to perform this operation."
    case .rateLimited, .tooManyAtOnce: "Rate limit exceeded. Please retry later."
    case .notMultipart, .codedUpload, .unsupportedFileName, .wrongMediaType, .codedBody:
      "Unsupported Media Type."
    case .fileTooLarge: "The uploaded file exceeds the maximum allowed size of 5 MB."
    case .wrongTemplate: "The CSV template is incorrect."
    case .importInProgress:
      "Another event import is already in progress. Please try again later."
    case .importNotFound, .reportNotFound, .routeNotFound, .garbledReportLink, .resourceNotFound:
      "Not found."
    case .invalidRequest: "The request is invalid."
    case .conflict: "The request conflicts with what is stored."
    case .bodyTooLarge: "The request body is too large."
    case .methodNotAllowed: "Method not allowed."
    case .unavailable: "Service unavailable. Please retry later."
    case .unexpected: "Internal server error."
    }
  }

  /// What was wrong and what to do.
  var description: String {
    switch self {
    case .unauthenticated(_, let description), .invalidReportLink(let description),
      .notMultipart(let description), .garbledReportLink(let description),
      .wrongTemplate(let description, _), .invalidRequest(let description, _),
      .conflict(let description):
      description
    case .insufficientScope(let scope):
      "The access token lacks the scope \(scope.rawValue). Request a token that has it."
    case .unknownAccount:
      "The access token's account does not exist on this server or is deactivated. Ask its operator."
    case .rateLimited(let seconds, _):
      "The caller has used up its rate. Try again after \(seconds) s."
    case .tooManyAtOnce:
      "Other uploads, downloads or imports of this account or client are still under way. Try again"
        + " when one has ended."
    case .codedUpload(let coding), .codedBody(let coding):
      "The body has Content-Encoding \"\(coding)\". This server reads only bodies that are not "
        + "compressed. Send the body as it is, without Content-Encoding."
    case .unsupportedFileName(let name):
      """
      The file name \(ShownText.quoted(name)) does not end in .csv. Save the file as CSV and send \
      its name, for example \(ShownText.quoted(Self.csvName(for: name))).
      """
    case .fileTooLarge:
      "A file may have at most 5242880 bytes. Split it and upload its parts one after the other."
    case .importInProgress(let id?):
      "This account's import \(id.wireText) is still being processed. Wait until its status is no "
        + "longer PROCESSING: GET /v1/schedules/event-imports/\(id.wireText)."
    case .importInProgress(nil):
      "This account's previous import was still being processed. Upload the file again."
    case .importNotFound:
      "This account has no import with this id."
    case .reportNotFound:
      "The import has no error report, or it is no longer kept."
    case .routeNotFound:
      "There is no such resource on this server."
    case .methodNotAllowed(let allowed):
      "This resource allows \(allowed)."
    case .resourceNotFound(let resource):
      "There is no such \(resource.rawValue)."
    case .bodyTooLarge(let limit):
      "The body may have at most \(limit) bytes. Split it."
    case .wrongMediaType(let expected):
      "Send the body as \(expected)."
    case .unavailable:
      "The server cannot process the request at the moment. Try again in a few seconds."
    case .unexpected:
      "The server failed. Quote the X-Request-Id of this response when you report it."
    }
  }

  /// A name without its folders, with `.csv` in place of its endings.
  private static func csvName(for name: String) -> String {
    let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
    let base = last.split(separator: ".").first ?? ""
    return base.isEmpty ? "schedule.csv" : "\(base).csv"
  }

  var fields: [FormProblem] {
    switch self {
    case .wrongTemplate(_, let fields), .invalidRequest(_, let fields): fields
    case .unsupportedFileName: [FormProblem(field: "file_name", description: description)]
    case .fileTooLarge: [FormProblem(field: "csv_file", description: description)]
    default: []
    }
  }

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
    case .rateLimited(let seconds, let standing):
      headers[.retryAfter] = String(seconds)
      standing.write(into: &headers, wait: seconds)
    case .tooManyAtOnce, .importInProgress, .unavailable: headers[.retryAfter] = "5"
    case .codedUpload, .codedBody: headers.append(contentsOf: HTTPFields.acceptedCodings)
    case .methodNotAllowed(let allowed): headers[.allow] = allowed
    // A link is not a matter of authentication: no token helps.
    case .invalidReportLink, .notMultipart, .unsupportedFileName, .fileTooLarge, .wrongTemplate,
      .importNotFound, .reportNotFound, .routeNotFound, .garbledReportLink, .invalidRequest,
      .resourceNotFound,
      .conflict, .bodyTooLarge, .wrongMediaType, .unexpected:
      break
    }
    return headers
  }

  /// RFC 6750, section 3; a request without any token gets the bare challenge (3.1). A description
  /// must not hold the quotes that it stands in.
  private static func challenge(code: String?, description: String) -> String {
    guard let code else { return "Bearer" }
    let text = description.replacing("\"", with: "'")
    return "Bearer error=\"\(code)\", error_description=\"\(text)\""
  }
}
