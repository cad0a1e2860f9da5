import Administration
import Hummingbird
import Importing
import Scheduling
import Store
import WireText

/// `/admin/v1/accounts/{account}/event-types` and `…/event-type-imports`
struct AdminEventTypes: Sendable {
  let administrator: Administrator

  @Sendable
  func list(_ request: Request, context: AdminContext) async throws -> Response {
    let page = try Page(request, of: "event_types")
    let after: Int32? = try page.afterNumber()
    let eventTypes = try await administrator.eventTypes(
      of: try context.account(), after: after.map { EventTypeID($0) },
      limit: page.fetchLimit)
    return page.response(eventTypes, key: { "\($0.id.value)" }, object: Self.object)
  }

  @Sendable
  func create(_ request: Request, context: AdminContext) async throws -> Response {
    let account = try context.account()
    var body = try await AdminBody.object(of: request, context)
    let eventType = Self.eventType(&body)
    let isActive = body.flag("active") ?? true
    try body.finish()
    let stored = try await administrator.createEventType(
      eventType, isActive: isActive, of: account, by: context.origin)
    return .json(Self.object(stored), status: .created)
  }

  @Sendable
  func get(_ request: Request, context: AdminContext) async throws -> Response {
    let (account, id) = try target(context)
    return .json(Self.object(try await administrator.eventType(id, of: account)))
  }

  @Sendable
  func update(_ request: Request, context: AdminContext) async throws -> Response {
    let (account, id) = try target(context)
    var body = try await AdminBody.object(of: request, context)
    let change = Administrator.EventTypeChange(
      name: body.optionalText("name"), isActive: body.flag("active"))
    try body.finish()
    let stored = try await administrator.updateEventType(
      id, to: change, of: account, by: context.origin)
    return .json(Self.object(stored))
  }

  @Sendable
  func upsert(_ request: Request, context: AdminContext) async throws -> Response {
    let account = try context.account()
    let batch = try await BulkUpsert.read(
      request, context, csv: ReferenceFile.eventTypes, list: "event_types",
      key: { MatchKey.key(of: $0.name) }, entry: Self.eventType)
    let counts = try await administrator.upsertEventTypes(
      batch.file.values, of: account, by: context.origin)
    return batch.response(counts)
  }

  private static func eventType(_ body: inout BodyFields) -> EventType {
    EventType(name: body.text("name"))
  }

  private func target(_ context: AdminContext) throws(APIError) -> (AccountName, EventTypeID) {
    let account = try context.account()
    guard let id = Int32(try context.segment("event_type")) else {
      throw .resourceNotFound(.eventType)
    }
    return (account, EventTypeID(id))
  }

  private static func object(_ stored: EventTypeRepository.Stored) -> JSONText {
    var object = JSONText()
    object.add("id", Int(stored.id.value))
    object.add("name", stored.eventType.name)
    object.add("active", stored.isActive)
    return object
  }
}
