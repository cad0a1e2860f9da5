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
      let status = try await services.imports.status(of: id, accountExternalID: account)
    else { throw APIError.importNotFound }

    var body = JSONObject()
    body.add("id", id.wireText)
    body.add("status", status.rawValue)
    if status == .importedWithErrors {
      let expires = services.now() + ReportLinkSigner.lifetime
      let target = services.reportLinks.target(account: account, importID: id, expires: expires)
      body.add("error_report_url", baseURL(of: request, context: context) + target)
      body.add("error_report_expires_at", Instant(secondsSince1970: expires).iso8601)
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
