import Administration
import Foundation
import Identity
import Scheduling
import Throttling
import WireText

/// Every refusal that a client can get.
///
/// `family` has the parts that the contract fixes, and `description` is the sentence for this
/// request.
enum APIError: Error {
  /// No usable access token. `code` is the error code of RFC 6750; nil if the request had no token.
  case unauthenticated(code: String?, description: String)
  /// The access token is valid but does not have the scope of the route.
  case insufficientScope(Scope)
  /// The access token is valid, but its account does not exist on this server or is deactivated.
  case unknownAccount
  /// The signed link to a report was changed or has expired.
  case invalidReportLink(description: String)
  case rateLimited(RateRefusal)
  /// The account, client or address already uses its whole share of the memory.
  case tooManyAtOnce
  /// The upload's Content-Type is wrong for the reason in the associated description.
  case notMultipart(description: String)
  /// The upload has this Content-Encoding.
  case codedUpload(String)
  /// The upload's `file_name`, as it was received, does not end in `.csv`.
  case unsupportedFileName(String)
  case fileTooLarge
  /// The form, the time zone, the date format or the header is wrong.
  case wrongTemplate(description: String, fields: [FormProblem])
  /// Another import of the account is in progress, by its id; nil if it has ended since.
  case importInProgress(UUID?)
  case importNotFound
  /// The import has no error report, or its report was deleted.
  case reportNotFound
  case routeNotFound
  /// The path is a report link whose query was encoded into the path.
  case garbledReportLink(description: String)
  case methodNotAllowed(allowed: String)
  /// A request of the admin API has wrong parameters or a wrong body.
  case invalidRequest(description: String, fields: [FormProblem])
  case resourceNotFound(Administrator.Resource)
  case conflict(description: String)
  /// A body over its limit, in bytes.
  case bodyTooLarge(limit: Int)
  /// The body has an unsupported media type; `received` is nil if it has none.
  case wrongMediaType(received: String?, expected: String)
  /// The body of a request of the admin API has this Content-Encoding.
  case codedBody(String)
  /// The server cannot serve the request now. Nothing was done.
  case unavailable
  /// A defect of the server.
  case unexpected
}

extension APIError {
  /// The fields that are wrong, each with its problem.
  var fields: [FormProblem] {
    switch self {
    case .wrongTemplate(_, let fields), .invalidRequest(_, let fields): fields
    case .unsupportedFileName: [FormProblem(field: "file_name", description: description)]
    case .fileTooLarge: [FormProblem(field: "csv_file", description: description)]
    default: []
    }
  }
}
