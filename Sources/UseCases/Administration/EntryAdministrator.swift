import Postgres
package import Scheduling
import Store

extension Administrator {
  /// Changes and shows agents.
  package var agents: EntryAdministrator<Agent> { EntryAdministrator(administrator: self) }

  /// Changes and shows event types.
  package var eventTypes: EntryAdministrator<EventType> {
    EntryAdministrator(administrator: self)
  }

  /// Changes and shows the entries of a kind.
  package func entries<Entry>(_ kind: Entry.Type) -> EntryAdministrator<Entry> {
    EntryAdministrator(administrator: self)
  }
}

/// Changes and shows the reference entries of one kind. All functions throw `.unknown` if the
/// account does not exist.
package struct EntryAdministrator<Entry: AdministeredEntry>: Sendable {
  let administrator: Administrator

  /// Creates an entry.
  ///
  /// - Throws: `.exists` if another entry of the account has its key.
  package func create(
    _ entry: Entry, of account: AccountName, by origin: AuditOrigin
  ) async throws(Administrator.Refusal) -> StoredEntry<Entry> {
    try await administrator.changeSchedule(of: account, by: origin) { account, connection in
      guard
        let id = try ReferenceRepository.create(entry, account: account, on: connection)
      else { throw Administrator.Refusal.exists(Entry.resource) }
      let stored = StoredEntry(id: id, entry: entry)
      return (stored, stored.creation)
    }
  }

  /// Changes an entry. A schedule file cannot name an entry that is no longer active.
  ///
  /// - Throws: `.unknown` if the account has no such entry; `.exists` if another entry has its key.
  package func update(
    _ id: Entry.ID, of account: AccountName, by origin: AuditOrigin,
    _ change: @Sendable (inout Entry) -> Void
  ) async throws(Administrator.Refusal) -> StoredEntry<Entry> {
    try await administrator.changeSchedule(of: account, by: origin) { account, connection in
      let old = try Self.found(id, account: account, on: connection)
      var new = old
      change(&new.entry)
      guard new != old else { return (old, nil) }
      do throws(PostgresError) {
        try ReferenceRepository.update(new, account: account, on: connection)
      } catch {
        throw error.violates(constraint: Entry.uniqueConstraint)
          ? Administrator.Refusal.exists(Entry.resource) : error
      }
      return (new, new.update(was: old.entry))
    }
  }

  /// Creates the entries. If an entry's key exists, the stored entry is changed. Of a stored event
  /// type, only the name changes.
  ///
  /// - Parameter entries: at most one entry per key.
  package func upsert(
    _ entries: [Entry], of account: AccountName, by origin: AuditOrigin
  ) async throws(Administrator.Refusal) -> UpsertCounts {
    try await administrator.changeSchedule(of: account, by: origin) { id, connection in
      let counts = try ReferenceRepository.upsert(entries, account: id, on: connection)
      return (counts, Self.event(of: counts, account))
    }
  }

  /// An entry of the account.
  ///
  /// - Throws: `.unknown` if the account has no such entry.
  package func find(
    _ id: Entry.ID, of account: AccountName
  ) async throws(Administrator.Refusal) -> StoredEntry<Entry> {
    try await administrator.read(of: account) { account, connection in
      try Self.found(id, account: account, on: connection)
    }
  }

  /// The account's entries in the order of their ids, inactive ones included.
  ///
  /// - Parameter after: the id before the first entry; nil for the beginning.
  package func list(
    of account: AccountName, after: Entry.ID?, limit: Int
  ) async throws(Administrator.Refusal) -> [StoredEntry<Entry>] {
    try await administrator.read(of: account) { account, connection in
      try ReferenceRepository.list(
        account: account, after: after, limit: limit, on: connection)
    }
  }

  private static func found(
    _ id: Entry.ID, account: AccountID, on connection: isolated PostgresConnection
  ) throws -> StoredEntry<Entry> {
    guard let stored = try ReferenceRepository<Entry>.find(id, account: account, on: connection)
    else { throw Administrator.Refusal.unknown(Entry.resource) }
    return stored
  }

  /// A batch's event; nil if the batch changed nothing.
  private static func event(
    of counts: UpsertCounts, _ account: AccountName
  ) -> Administrator.Event? {
    guard counts.inserted + counts.updated > 0 else { return nil }
    return Administrator.Event(
      action: "\(Entry.auditNoun)s.upsert", target: account.text,
      detail: [
        "created": .number(counts.inserted), "updated": .number(counts.updated),
        "unchanged": .number(counts.unchanged),
      ])
  }
}

extension StoredEntry where Entry: AdministeredEntry {
  /// The event of the entry's creation. Its target is the matched text.
  fileprivate var creation: Administrator.Event {
    var values = entry.auditValues
    values[Entry.matchedName] = nil
    return event("create", target: entry, values)
  }

  /// The event of a change, with the values that it changed.
  fileprivate func update(was old: Entry) -> Administrator.Event {
    let values = entry.auditValues.filter { old.auditValues[$0.key] != $0.value }
    return event("update", target: old, values)
  }

  private func event(
    _ verb: String, target: Entry, _ values: [String: AuditValue]
  ) -> Administrator.Event {
    var detail = AuditDetail(values)
    detail.note("\(Entry.auditNoun)_id", .number(Int(id.value)), was: nil)
    return Administrator.Event(
      action: "\(Entry.auditNoun).\(verb)", target: target.matchedText, detail: detail)
  }
}
