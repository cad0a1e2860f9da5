import Administration
import Foundation
import Identity
import Scheduling
import Throttling
import WireText

extension APIError {
  /// The cause, the offending value and the fix.
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
      "The access token's account does not exist on this server or is deactivated. Ask the server's "
        + "operator to create or activate it."
    case .rateLimited(let refusal):
      "The limit of \(refusal.standing.perMinute) requests per minute is used up. Retry after "
        + "\(refusal.retryAfter) s."
    case .tooManyAtOnce:
      "This account or client has too many uploads, downloads or imports in progress. Retry when one "
        + "of them has ended."
    case .codedUpload(let coding), .codedBody(let coding):
      "The body has Content-Encoding \"\(coding)\". The server does not accept compressed bodies. "
        + "Send the body uncompressed, without Content-Encoding."
    case .unsupportedFileName(let name):
      """
      The file name \(ShownText.quoted(name)) does not end in .csv. Save the file as CSV and send \
      its name, for example \(ShownText.quoted(Self.csvName(for: name))).
      """
    case .fileTooLarge:
      "The file is larger than 5242880 bytes. Split it, and upload the new files one after the other."
    case .importInProgress(let id?):
      "This account's import \(id.wireText) is still being processed. Wait until its status is no "
        + "longer PROCESSING: GET /v1/schedules/event-imports/\(id.wireText)."
    case .importInProgress(nil):
      "This account's previous import was still being processed. Upload the file again."
    case .importNotFound:
      "This account has no import with this id. Use the id in the Location header of the upload's "
        + "response."
    case .reportNotFound:
      "The import has no error report, or its report was deleted when its retention period ended."
    case .routeNotFound:
      "The server has no resource at this path. Compare the path with the API description."
    case .methodNotAllowed(let allowed):
      "This resource does not support the request's method. Use one of: \(allowed)."
    case .resourceNotFound(let resource):
      "There is no \(resource.rawValue) with this id. List the \(resource.rawValue)s to find the "
        + "right one."
    case .bodyTooLarge(let limit):
      "The body is larger than \(limit) bytes. Split it into several requests."
    case .wrongMediaType(let received, let expected):
      (received.map { "The Content-Type \(ShownText.quoted($0)) is not supported here." }
        ?? "The request has no Content-Type.") + " Send the body as \(expected)."
    case .unavailable:
      "The server cannot process the request at the moment. Retry in a few seconds."
    case .unexpected:
      "The server failed. Quote the X-Request-Id of this response when you report it."
    }
  }

  /// The file name without its folders, with `.csv` in place of its extensions.
  private static func csvName(for name: String) -> String {
    let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
    let base = last.split(separator: ".").first ?? ""
    return base.isEmpty ? "schedule.csv" : "\(base).csv"
  }
}
