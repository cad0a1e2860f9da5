import Administration
import Hummingbird
import Importing
import Scheduling
import Store
import WireText

/// `/admin/v1/accounts/{account}/agents` and `…/agent-imports`
struct AdminAgents: Sendable {
  let administrator: Administrator

  @Sendable
  func list(_ request: Request, context: AdminContext) async throws -> Response {
    let page = try Page(request, of: "agents")
    let after: Int32? = try page.afterNumber()
    let agents = try await administrator.agents(
      of: try context.account(), after: after.map { AgentID($0) },
      limit: page.fetchLimit)
    return page.response(agents, key: { "\($0.id.value)" }, object: Self.object)
  }

  @Sendable
  func create(_ request: Request, context: AdminContext) async throws -> Response {
    let account = try context.account()
    var body = try await AdminBody.object(of: request, context)
    let agent = Self.agent(&body)
    try body.finish()
    let stored = try await administrator.createAgent(agent, of: account, by: context.origin)
    return .json(Self.object(stored), status: .created)
  }

  @Sendable
  func get(_ request: Request, context: AdminContext) async throws -> Response {
    let (account, id) = try target(context)
    return .json(Self.object(try await administrator.agent(id, of: account)))
  }

  @Sendable
  func update(_ request: Request, context: AdminContext) async throws -> Response {
    let (account, id) = try target(context)
    var body = try await AdminBody.object(of: request, context)
    let change = Administrator.AgentChange(
      name: body.optionalText("name"), email: body.optionalText("email", as: .email),
      isActive: body.flag("active"))
    try body.finish()
    let stored = try await administrator.updateAgent(
      id, to: change, of: account, by: context.origin)
    return .json(Self.object(stored))
  }

  @Sendable
  func upsert(_ request: Request, context: AdminContext) async throws -> Response {
    let account = try context.account()
    let batch = try await BulkUpsert.read(
      request, context, csv: ReferenceFile.agents, list: "agents",
      key: { MatchKey.key(of: $0.email) }, entry: Self.agent)
    let counts = try await administrator.upsertAgents(
      batch.file.values, of: account, by: context.origin)
    return batch.response(counts)
  }

  private static func agent(_ body: inout BodyFields) -> Agent {
    Agent(
      name: body.text("name"), email: body.text("email", as: .email),
      isActive: body.flag("active") ?? true)
  }

  private func target(_ context: AdminContext) throws(APIError) -> (AccountName, AgentID) {
    let account = try context.account()
    guard let id = Int32(try context.segment("agent")) else { throw .resourceNotFound(.agent) }
    return (account, AgentID(id))
  }

  private static func object(_ stored: AgentRepository.Stored) -> JSONText {
    var object = JSONText()
    object.add("id", Int(stored.id.value))
    object.add("name", stored.agent.name)
    object.add("email", stored.agent.email)
    object.add("active", stored.agent.isActive)
    return object
  }
}
