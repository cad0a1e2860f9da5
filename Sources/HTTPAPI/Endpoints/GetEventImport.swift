import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Importing
import Reports
import Scheduling

/// `GET /v1/schedules/event-imports/{import_id}`: how an import stands.
struct GetEventImport: Sendable {
  let services: APIServices

  @Sendable
  func respond(to request: Request, context: AccountContext) async throws -> Response {
    let account = context.account
    guard let id = UUID(uuidString: context.parameters.get("import_id") ?? ""),
      let standing = try await services.imports.standing(of: id, accountExternalID: account)
    else { throw APIError.importNotFound }

    var body = JSONObject()
    body.add("id", id.wireText)
    body.add("status", standing.status.rawValue)
    if standing.status == .importedWithErrors {
      let now = services.now()
      let links = ReportLinks(signer: services.reportLinks, objects: services.reportObjects)
      let url = try links.url(
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

  /// Where the client reached us, its prefix included, unless the configuration knows better.
  private func baseURL(of request: Request, context: AccountContext) -> String {
    if let publicURL = services.publicURL { return publicURL }
    let prefix = request.uri.path.hasPrefix(Route.gatewayPrefix) ? Route.gatewayPrefix : ""
    return context.baseURL + prefix
  }
}
