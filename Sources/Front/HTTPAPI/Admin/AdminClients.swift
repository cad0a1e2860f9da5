import Administration
import Hummingbird
import Identity
import Scheduling
import Secrets
import WireText

/// `/admin/v1/clients` for the installation's clients, and `/admin/v1/accounts/{account}/clients`.
struct AdminClients: Sendable {
  let administrator: Administrator

  @Sendable
  func list(_ request: Request, context: AdminContext) async throws -> Response {
    let page = try Page(request, of: "clients")
    let clients = try await administrator.clients(
      of: try owner(context), after: page.after ?? "", limit: page.fetchLimit)
    return page.response(clients, key: \.id, object: Self.object)
  }

  @Sendable
  func create(_ request: Request, context: AdminContext) async throws -> Response {
    let owner = try owner(context)
    let allowed = owner == .installation ? Scope.ofInstallation : Scope.ofAccounts
    var body = try await AdminBody.object(of: request, context)
    let name = body.text("name")
    let scopes = body.scopes("scopes", of: allowed) ?? allowed
    let credential = Self.credential(&body)
    try body.finish()
    let issued = try await administrator.createClient(
      of: owner, name: name, scopes: scopes, credential: credential, by: context.origin)
    return .json(Self.object(issued), status: .created)
  }

  @Sendable
  func get(_ request: Request, context: AdminContext) async throws -> Response {
    let client = try await administrator.client(
      try context.segment("client"), of: try owner(context))
    return .json(Self.object(client))
  }

  @Sendable
  func revoke(_ request: Request, context: AdminContext) async throws -> Response {
    let client = try await administrator.revokeClient(
      try context.segment("client"), of: try owner(context), by: context.origin)
    return .json(Self.object(client))
  }

  @Sendable
  func rotateSecret(_ request: Request, context: AdminContext) async throws -> Response {
    let (client, owner) = (try context.segment("client"), try owner(context))
    var body = try await AdminBody.object(of: request, context)
    let grace = body.integer("grace_seconds", in: Administrator.graces) ?? 0
    try body.finish()
    let issued = try await administrator.rotateSecret(
      of: client, of: owner, grace: grace, by: context.origin)
    return .json(Self.object(issued))
  }

  private func owner(_ context: AdminContext) throws(APIError) -> Owner {
    context.parameters.get("account") == nil
      ? .installation : .account(try context.account())
  }

  private static func credential(_ body: inout BodyFields) -> Administrator.Credential {
    guard let jwks = body.take("jwks") else { return .newSecret }
    do throws(ClientKeys.Fault) {
      return .keys(try ClientKeys(jwks))
    } catch {
      body.refuse("jwks", error.description)
      return .newSecret
    }
  }

  private static func object(_ issued: Administrator.Issued) -> JSONText {
    var object = object(issued.client)
    if let secret = issued.secret { object.add("client_secret", secret.revealed) }
    return object
  }

  private static func object(_ client: Client) -> JSONText {
    var object = JSONText()
    object.add("client_id", client.id)
    object.add("name", client.name)
    object.add("scopes", client.scopes)
    object.add("credential", client.hasSecret ? "secret" : "keys")
    object.add("created_at", client.createdAt)
    if let revokedAt = client.revokedAt { object.add("revoked_at", revokedAt) }
    return object
  }
}
