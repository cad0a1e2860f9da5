import Administration
import Authorization
import HTTPTypes
import Hummingbird
import Scheduling
import Throttling
import WireText

/// The routes under `/admin/v1`.
enum AdminRoutes {
  private typealias Handler = @Sendable (Request, AdminContext) async throws -> Response

  /// - Parameter budget: the budgets of requests, one for each admin client.
  static func routes(for administrator: Administrator, budget: RateBudget) -> [Route] {
    let accounts = AdminAccounts(administrator: administrator)
    let clients = AdminClients(administrator: administrator)
    let agents = AdminEntries(administrator: administrator.agents)
    let eventTypes = AdminEntries(administrator: administrator.eventTypes)
    let audit = AdminAudit(administrator: administrator)
    let account = "accounts/:account"
    let table: [(HTTPRequest.Method, String, Handler)] = [
      (.get, "accounts", accounts.list),
      (.post, "accounts", accounts.create),
      (.get, account, accounts.get),
      (.patch, account, accounts.update),

      (.get, "clients", clients.list),
      (.post, "clients", clients.create),
      (.get, "clients/:client", clients.get),
      (.post, "clients/:client/revoke", clients.revoke),
      (.post, "clients/:client/rotate-secret", clients.rotateSecret),

      (.get, "\(account)/clients", clients.list),
      (.post, "\(account)/clients", clients.create),
      (.get, "\(account)/clients/:client", clients.get),
      (.post, "\(account)/clients/:client/revoke", clients.revoke),
      (.post, "\(account)/clients/:client/rotate-secret", clients.rotateSecret),

      (.get, "\(account)/agents", agents.list),
      (.post, "\(account)/agents", agents.create),
      (.get, "\(account)/agents/:agent", agents.get),
      (.patch, "\(account)/agents/:agent", agents.update),
      (.post, "\(account)/agent-imports", agents.upsert),

      (.get, "\(account)/event-types", eventTypes.list),
      (.post, "\(account)/event-types", eventTypes.create),
      (.get, "\(account)/event-types/:event_type", eventTypes.get),
      (.patch, "\(account)/event-types/:event_type", eventTypes.update),
      (.post, "\(account)/event-type-imports", eventTypes.upsert),

      (.get, "audit", audit.list),
    ]
    return table.map { method, path, handler in
      Route(
        method: method, path: "/admin/v1/\(path)", access: .administrator(budget, handler),
        isPrefixed: false)
    }
  }
}

extension AdminContext {
  /// A segment of the path, decoded.
  ///
  /// - Throws: 404 if it is not valid UTF-8, because no name contains invalid UTF-8.
  func segment(_ name: String) throws(APIError) -> String {
    // Foundation's removingPercentEncoding would drop a byte order mark.
    guard let segment = parameters.get(name),
      let text = FormURLEncoded.decode(segment.utf8, plusIsSpace: false)
    else { throw .routeNotFound }
    return text
  }

  /// The account that the path names.
  ///
  /// - Throws: 404 if the segment cannot be an account's name.
  func account() throws(APIError) -> AccountName {
    guard let name = AccountName(try segment("account")) else { throw .resourceNotFound(.account) }
    return name
  }
}
