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
    let id = UUID(uuidString: context.parameters.get("import_id") ?? "")
    let (found, standing) = try await status(of: id, context: context)
    guard let id, let status = found else { throw APIError.importNotFound }

    var body = JSONObject()
    body.add("id", id.wireText)
    body.add("status", status.rawValue)
    if status == .importedWithErrors {
      let expires = services.now() + ReportLinkSigner.lifetime
      let target = services.reportLinks.target(account: account, importID: id, expires: expires)
      body.add("error_report_url", baseURL(of: request) + target)
      body.add("error_report_expires_at", Instant(secondsSince1970: expires).iso8601)
    }
    var headers: HTTPFields = [.contentType: "application/json"]
    standing?.write(into: &headers)
    return Response(status: .ok, headers: headers, body: body.responseBody)
  }

  /// The status, and the rate's standing where it was not known before.
  private func status(
    of id: UUID?, context: AccountContext
  ) async throws -> (ImportStatus?, RateStanding?) {
    let imports = services.imports
    guard let id else { return (nil, try await context.rateClaim?.decide()) }
    guard let claim = context.rateClaim else {
      return (try await imports.status(of: id, accountExternalID: context.account), nil)
    }
    let (status, grant) = try await imports.status(
      of: id, accountExternalID: context.account, taking: claim.ask)
    return (status, try claim.settle(grant))
  }

  /// Where the client reached us, its prefix included, unless the configuration knows better.
  private func baseURL(of request: Request) -> String {
    if let publicURL = services.publicURL { return publicURL }
    let prefix = request.uri.path.hasPrefix(Route.gatewayPrefix) ? Route.gatewayPrefix : ""
    return "http://\(request.head.authority ?? "localhost")\(prefix)"
  }
}
