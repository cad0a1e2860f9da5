import Administration
import Hummingbird
import Scheduling
import WireText

/// `/admin/v1/accounts`: the installation's accounts.
struct AdminAccounts: Sendable {
  let administrator: Administrator

  @Sendable
  func list(_ request: Request, context: AdminContext) async throws -> Response {
    let page = try Page(request, of: "accounts")
    let accounts = try await administrator.accounts(
      after: page.after ?? "", limit: page.fetchLimit)
    return page.response(accounts, key: \.name.text, object: Self.object)
  }

  @Sendable
  func create(_ request: Request, context: AdminContext) async throws -> Response {
    var body = try await AdminBody.object(of: request, context)
    let id = body.text("id", as: .identifier)
    let name = AccountName(id)
    if !id.isEmpty, name == nil { body.refuse("id", "An id has \(AccountName.rule).") }
    let displayName = body.optionalText("name")
    try body.finish()
    guard let name else { throw APIError.unexpected }
    let account = try await administrator.createAccount(
      name, displayName: displayName, by: context.origin)
    return .json(Self.object(account), status: .created)
  }

  @Sendable
  func get(_ request: Request, context: AdminContext) async throws -> Response {
    .json(Self.object(try await administrator.account(try context.account())))
  }

  @Sendable
  func update(_ request: Request, context: AdminContext) async throws -> Response {
    let name = try context.account()
    var body = try await AdminBody.object(of: request, context)
    let change = Administrator.AccountChange(
      displayName: body.optionalText("name"), isActive: body.flag("active"),
      uploads: body.rate("uploads_per_minute"), reads: body.rate("reads_per_minute"),
      tokens: body.rate("tokens_per_minute"))
    try body.finish()
    return .json(
      Self.object(try await administrator.updateAccount(name, to: change, by: context.origin)))
  }

  private static func object(_ account: Account) -> JSONText {
    var object = JSONText()
    object.add("id", account.name.text)
    if let name = account.displayName { object.add("name", name) }
    object.add("active", account.isActive)
    if let rate = account.rates.uploads { object.add("uploads_per_minute", rate) }
    if let rate = account.rates.reads { object.add("reads_per_minute", rate) }
    if let rate = account.rates.tokens { object.add("tokens_per_minute", rate) }
    object.add("created_at", account.createdAt)
    return object
  }
}
