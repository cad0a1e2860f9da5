import Administration
import HTTPAPI
import HTTPTypes
import Identity
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

/// The resources of an account that a path can name.
struct AccountResources: Sendable {
  let account: AccountName
  let client: String
  let agent: String
  let eventType: String
  let importID: String
  /// The link to the import's error report.
  let report: String

  /// Well-formed ids that do not exist.
  func unknown() -> AccountResources {
    AccountResources(
      account: account, client: "00000000-0000-4000-8000-000000000000", agent: "2147483647",
      eventType: "2147483647", importID: "00000000-0000-4000-8000-000000000000", report: report)
  }

  /// The route's path with these ids.
  func path(of route: Route) -> String {
    route.path.replacing(":account", with: account.text).replacing(":client", with: client)
      .replacing(":agent", with: agent).replacing(":event_type", with: eventType)
      .replacing(":import_id", with: importID)
  }
}

extension AdminServer {
  var routes: [Route] { RouteTable.routes(for: services) }

  /// Creates an account with one resource of each kind.
  func makeResources(_ account: AccountName) async throws -> AccountResources {
    try await makeAccount(account)
    let client = try await administrator.createClient(
      of: .account(account), name: "loader", scopes: [.read], credential: .newSecret,
      by: Self.origin)
    let agent = try #require(
      try await administrator.agents.list(of: account, after: nil, limit: 1).first)
    let eventType = try #require(
      try await administrator.eventTypes.list(of: account, after: nil, limit: 1).first)
    let imported = try await imported(
      """
      Ann,ann@\(account).example,09:00 2026-06-01,17:00 2026-06-01,Shift
      Zed,zed@\(account).example,09:00 2026-06-01,17:00 2026-06-01,Shift

      """, token: try await token(of: account))
    let report = try #require(imported.string("error_report_url"))
    return AccountResources(
      account: account, client: client.client.id, agent: "\(agent.id.value)",
      eventType: "\(eventType.id.value)", importID: try #require(imported.string("id")),
      report: report.replacing("http://127.0.0.1:\(port)", with: ""))
  }

  /// A body that makes a route change something; nil if the route needs no body.
  static func sample(for route: Route) -> Content? {
    switch "\(route.method) \(route.path)" {
    case "POST /admin/v1/accounts": .json(#"{"id":"new"}"#)
    case "PATCH /admin/v1/accounts/:account": .json(#"{"name":"new"}"#)
    case "POST /admin/v1/clients", "POST /admin/v1/accounts/:account/clients":
      .json(#"{"name":"new"}"#)
    case "POST /admin/v1/clients/:client/rotate-secret",
      "POST /admin/v1/accounts/:account/clients/:client/rotate-secret":
      .json("{}")
    case "POST /admin/v1/accounts/:account/agents":
      .json(#"{"name":"new","email":"new@example.com"}"#)
    case "PATCH /admin/v1/accounts/:account/agents/:agent",
      "PATCH /admin/v1/accounts/:account/event-types/:event_type":
      .json(#"{"active":false}"#)
    case "POST /admin/v1/accounts/:account/agent-imports":
      .csv("Agent Name,Agent Email,Active\nNew,newer@example.com,true\n")
    case "POST /admin/v1/accounts/:account/event-types": .json(#"{"name":"new"}"#)
    case "POST /admin/v1/accounts/:account/event-type-imports":
      .json(#"{"event_types":[{"name":"newer"}]}"#)
    default: nil
    }
  }

  private static let tables = [
    "agents", "audit_events", "clients", "error_report_chunks", "event_types", "imports",
    "schedule_events", "uploaded_file_chunks", "accounts",
  ]

  /// All data of an account in the database.
  func snapshot(of account: AccountName) async throws -> [String] {
    try await database.connection().run { connection in
      try Self.tables.map { table in
        let statement = Statement<String, String>(
          """
          SELECT coalesce(string_agg(t::text, ';' ORDER BY t::text), '')
          FROM \(table) t
          WHERE t.account_id = (SELECT account_id FROM accounts WHERE external_id = $1)
          """
        ) { (row) throws(PostgresError) in try row.next() }
        return "\(table): \(try connection.first(statement, account.text) ?? "")"
      }
    }
  }
}
