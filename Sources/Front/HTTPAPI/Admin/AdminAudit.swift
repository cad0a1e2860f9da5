import Administration
import Hummingbird
import Scheduling
import WireText

/// `/admin/v1/audit`: the audit events.
struct AdminAudit: Sendable {
  let administrator: Administrator

  /// Lists events, newest first. If the query has `account`, lists only that account's events.
  @Sendable
  func list(_ request: Request, context: AdminContext) async throws -> Response {
    let page = try Page(request, of: "events", filters: ["account"])
    let account = try request.uri.queryParameters["account"].map { (text) throws(APIError) in
      guard let name = AccountName(String(text)) else { throw .resourceNotFound(.account) }
      return name
    }
    let events = try await administrator.audit(
      of: account, before: try page.afterNumber(), limit: page.fetchLimit)
    return page.response(events, key: { "\($0.id)" }, object: Self.object)
  }

  private static func object(_ event: AuditEvent) -> JSONText {
    var object = JSONText()
    object.add("id", Int(event.id))
    object.add("at", event.at)
    if let account = event.account { object.add("account", account.text) }
    object.add("actor", event.origin.actor)
    object.add("action", event.action)
    object.add("target", event.target)
    // This program stored it as a JSON object.
    object.add("detail", json: event.detail)
    if let address = event.origin.remoteAddress { object.add("remote_address", address) }
    if let requestID = event.origin.requestID { object.add("request_id", requestID) }
    return object
  }
}
