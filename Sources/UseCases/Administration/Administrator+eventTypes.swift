import Postgres
package import Scheduling
package import Store

extension Administrator {
  /// What an event type is to be; nil leaves it as it is.
  package struct EventTypeChange: Sendable {
    package var name: String?
    package var isActive: Bool?

    package init(name: String? = nil, isActive: Bool? = nil) {
      self.name = name
      self.isActive = isActive
    }
  }

  /// - Throws: `.unknown` for the account, `.exists`
  package func createEventType(
    _ eventType: EventType, isActive: Bool, of account: AccountName,
    by origin: AuditOrigin
  ) async throws(Refusal) -> EventTypeRepository.Stored {
    try await changeSchedule(of: account, by: origin) { account, connection in
      let created = try EventTypeRepository.create(
        eventType, isActive: isActive, account: account, on: connection)
      guard let id = created else { throw Refusal.exists(.eventType) }
      let event = Event(
        action: "event_type.create", target: eventType.name,
        detail: ["event_type_id": .number(Int(id.value)), "active": .flag(isActive)])
      return (.init(id: id, eventType: eventType, isActive: isActive), event)
    }
  }

  /// Changes an event type; a deactivated one can no longer be scheduled.
  ///
  /// - Throws: `.unknown`, `.exists` where another event type has the name.
  package func updateEventType(
    _ id: EventTypeID, to change: EventTypeChange, of account: AccountName,
    by origin: AuditOrigin
  ) async throws(Refusal) -> EventTypeRepository.Stored {
    try await changeSchedule(of: account, by: origin) { account, connection in
      guard let old = try EventTypeRepository.find(id, account: account, on: connection) else {
        throw Refusal.unknown(.eventType)
      }
      let new = EventTypeRepository.Stored(
        id: id, eventType: EventType(name: change.name ?? old.eventType.name),
        isActive: change.isActive ?? old.isActive)
      guard new != old else { return (old, nil) }
      var event = Event(action: "event_type.update", target: old.eventType.name)
      event.detail.note("event_type_id", .number(Int(id.value)), was: nil)
      event.detail.note("name", .text(new.eventType.name), was: .text(old.eventType.name))
      event.detail.note("active", .flag(new.isActive), was: .flag(old.isActive))
      do throws(PostgresError) {
        try EventTypeRepository.update(new, account: account, on: connection)
      } catch {
        throw error.violates(constraint: "event_types_name_key")
          ? Refusal.exists(.eventType) : error
      }
      return (new, event)
    }
  }

  /// Creates the event types; known ones take the new spelling and stay as active as they are.
  ///
  /// - Parameter eventTypes: at most one for each name.
  /// - Throws: `.unknown` for the account.
  package func upsertEventTypes(
    _ eventTypes: [EventType], of account: AccountName, by origin: AuditOrigin
  ) async throws(Refusal) -> UpsertCounts {
    try await changeSchedule(of: account, by: origin) { id, connection in
      let counts = try EventTypeRepository.upsert(eventTypes, account: id, on: connection)
      return (counts, Self.event("event_types.upsert", account, counts))
    }
  }

  /// - Throws: `.unknown`
  package func eventType(
    _ id: EventTypeID, of account: AccountName
  ) async throws(Refusal) -> EventTypeRepository.Stored {
    try await read(of: account) { account, connection in
      guard let found = try EventTypeRepository.find(id, account: account, on: connection) else {
        throw Refusal.unknown(.eventType)
      }
      return found
    }
  }

  /// Event types by id, inactive ones too.
  ///
  /// - Parameter after: the id before the first one wanted; nil for the beginning.
  /// - Throws: `.unknown` for the account.
  package func eventTypes(
    of account: AccountName, after: EventTypeID?, limit: Int
  ) async throws(Refusal) -> [EventTypeRepository.Stored] {
    try await read(of: account) { account, connection in
      try EventTypeRepository.list(account: account, after: after, limit: limit, on: connection)
    }
  }
}
