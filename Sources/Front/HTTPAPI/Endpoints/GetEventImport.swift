import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Importing
import Reports
import Scheduling
import Store

/// `GET /v1/schedules/event-imports/{import_id}`: how an import stands.
struct GetEventImport: Sendable {
  let services: APIServices

  @Sendable
  func respond(to request: Request, context: AccountContext) async throws -> Response {
    let account = context.account
    let id = UUID(wireText: context.parameters.get("import_id") ?? "")
    let (found, rate) = try await standing(of: id, context: context)
    guard let id, let standing = found else { throw APIError.importNotFound }

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
    var headers: HTTPFields = [.contentType: "application/json"]
    rate?.write(into: &headers)
    return Response(status: .ok, headers: headers, body: body.responseBody)
  }

  /// How the import stands, and the rate's standing where it was not known before.
  private func standing(
    of id: UUID?, context: AccountContext
  ) async throws -> (ImportRepository.Standing?, RateStanding?) {
    let imports = services.imports
    guard let id else { return (nil, try await context.rateClaim?.decide()) }
    guard let claim = context.rateClaim else {
      return (try await imports.standing(of: id, accountExternalID: context.account), nil)
    }
    let (standing, grant) = try await imports.standing(
      of: id, accountExternalID: context.account, taking: claim.ask)
    return (standing, try claim.settle(grant))
  }

  /// Where the client reached us, its prefix included, unless the configuration knows better.
  private func baseURL(of request: Request, context: AccountContext) -> String {
    if let publicURL = services.publicURL { return publicURL }
    let prefix = request.uri.path.hasPrefix(Route.gatewayPrefix) ? Route.gatewayPrefix : ""
    return context.caller.clientEnd.baseURL + prefix
  }
}
