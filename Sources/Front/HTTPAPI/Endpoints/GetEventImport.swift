import Foundation
import HTTPFront
import HTTPTypes
import Hummingbird
import Importing
import Reports
import Scheduling
import WireText

/// `GET /v1/schedules/event-imports/{import_id}`: the status of an import.
struct GetEventImport: Sendable {
  let imports: ImportService
  let reportLinks: ReportLinks
  /// The URL at which clients reach this server; nil to take it from the request.
  let publicURL: String?
  /// Seconds since 1970.
  let now: @Sendable () -> Int64

  @Sendable
  func respond(to request: Request, context: AccountContext) async throws -> Response {
    let account = context.account
    guard let id = UUID(wireText: context.parameters.get("import_id") ?? ""),
      let standing = try await imports.standing(of: id, account: account)
    else { throw APIError.importNotFound }

    var body = JSONText()
    body.add("id", id.wireText)
    body.add("status", standing.status.rawValue)
    if standing.status == .importedWithErrors {
      let now = self.now()
      let url = try reportLinks.url(
        of: standing.reportObject, account: account, importID: id,
        baseURL: baseURL(of: request, context: context), now: now)
      body.add("error_report_url", url)
      body.add(
        "error_report_expires_at",
        Instant(secondsSince1970: now + ReportLinkSigner.lifetime).iso8601)
    }
    return Response(
      status: .ok, headers: [.contentType: "application/json"], body: body.responseBody)
  }

  /// The configured URL of the server. If none is configured, the URL at which the client reached
  /// the server, with the gateway's prefix.
  private func baseURL(of request: Request, context: AccountContext) -> String {
    if let publicURL { return publicURL }
    let prefix = request.uri.path.hasPrefix(Route.gatewayPrefix) ? Route.gatewayPrefix : ""
    return context.caller.clientEnd.baseURL + prefix
  }
}
