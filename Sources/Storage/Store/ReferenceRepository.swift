package import Postgres
package import Scheduling

/// An account's agents.
package typealias AgentRepository = ReferenceRepository<Agent>

/// An account's event types.
package typealias EventTypeRepository = ReferenceRepository<EventType>

/// An account's reference entries of one kind. A caller that changes them holds the account's
/// advisory lock.
package enum ReferenceRepository<Entry: StoredReference> {
  /// The account's entries in the order of their ids, inactive ones included.
  ///
  /// - Parameter after: the id before the first entry; nil for the beginning.
  package static func list(
    account: AccountID, after: Entry.ID?, limit: Int, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [StoredEntry<Entry>] {
    try connection.query(
      Entry.statements.list, account, after ?? Entry.ID(.min), Int64(limit))
  }

  /// The account's entry with this id; nil if the account has none.
  package static func find(
    _ id: Entry.ID, account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> StoredEntry<Entry>? {
    try connection.first(Entry.statements.find, account, id)
  }

  /// Stores a new entry.
  ///
  /// - Returns: its id; nil if another entry of the account has its key.
  package static func create(
    _ entry: Entry, account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Entry.ID? {
    try connection.first(Entry.statements.create, NewEntry(account: account, entry: entry))
  }

  /// Stores new values of an entry.
  ///
  /// - Throws: a violation of `Entry.uniqueConstraint` if another entry of the account has its key.
  package static func update(
    _ stored: StoredEntry<Entry>, account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      Entry.statements.update, ChangedEntry(account: account, stored: stored))
  }

  /// Stores entries. If an entry's key exists, the stored entry gets the new values. Of a stored
  /// event type, only the name changes.
  ///
  /// - Parameter entries: at most one entry per key.
  package static func upsert(
    _ entries: [Entry], account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> UpsertCounts {
    let written = try connection.query(
      Entry.statements.upsert, EntryBatch(account: account, entries: entries))
    let inserted = written.count { $0 }
    return UpsertCounts(
      inserted: inserted, updated: written.count - inserted,
      unchanged: entries.count - written.count)
  }

  /// The keys of all entries of the account, inactive ones included.
  package static func keys(
    account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [ReferenceKey<Entry.ID>] {
    try connection.query(Entry.statements.keys, account)
  }
}
