import Administration
import Hummingbird
import Importing
import Scheduling
import WireText

/// `/admin/v1/accounts/{account}/agents` and `…/agent-imports`, and the same for event types.
struct AdminEntries<Entry: AdminEntry>: Sendable {
  let administrator: EntryAdministrator<Entry>

  @Sendable
  func list(_ request: Request, context: AdminContext) async throws -> Response {
    let page = try Page(request, of: Entry.list)
    let after: Int32? = try page.afterNumber()
    let entries = try await administrator.list(
      of: try context.account(), after: after.map { Entry.ID($0) }, limit: page.fetchLimit)
    return page.response(entries, key: { "\($0.id.value)" }, object: Self.object)
  }

  @Sendable
  func create(_ request: Request, context: AdminContext) async throws -> Response {
    let account = try context.account()
    var body = try await AdminBody.object(of: request, context)
    let entry = Entry(&body)
    try body.finish()
    let stored = try await administrator.create(entry, of: account, by: context.origin)
    return .json(Self.object(stored), status: .created)
  }

  @Sendable
  func get(_ request: Request, context: AdminContext) async throws -> Response {
    let (account, id) = try target(context)
    return .json(Self.object(try await administrator.find(id, of: account)))
  }

  @Sendable
  func update(_ request: Request, context: AdminContext) async throws -> Response {
    let (account, id) = try target(context)
    var body = try await AdminBody.object(of: request, context)
    let change = Entry.change(&body)
    try body.finish()
    return .json(
      Self.object(
        try await administrator.update(id, of: account, by: context.origin, change)))
  }

  @Sendable
  func upsert(_ request: Request, context: AdminContext) async throws -> Response {
    let account = try context.account()
    let batch = try await BulkUpsert<Entry>(request, context)
    let counts = try await administrator.upsert(
      batch.file.entries, of: account, by: context.origin)
    return batch.response(counts)
  }

  private func target(_ context: AdminContext) throws(APIError) -> (AccountName, Entry.ID) {
    let account = try context.account()
    guard let id = Int32(try context.segment(Entry.segment)) else {
      throw .resourceNotFound(Entry.resource)
    }
    return (account, Entry.ID(id))
  }

  private static func object(_ stored: StoredEntry<Entry>) -> JSONText {
    var object = JSONText()
    object.add("id", Int(stored.id.value))
    stored.entry.write(into: &object)
    return object
  }
}
