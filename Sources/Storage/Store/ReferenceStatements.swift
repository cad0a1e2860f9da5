import Postgres
import Scheduling

/// The statements of a table of reference entries.
package struct ReferenceStatements<Entry: StoredReference>: Sendable {
  /// The entries after an id.
  let list: Statement<StoredEntry<Entry>, AccountID, Entry.ID, Int64>
  let find: Statement<StoredEntry<Entry>, AccountID, Entry.ID>
  /// Returns no row if the entry's key is taken.
  let create: Statement<Entry.ID, NewEntry<Entry>>
  let update: Statement<Void, ChangedEntry<Entry>>
  /// Returns a row for each entry that was written: whether the entry is new.
  let upsert: Statement<Bool, EntryBatch<Entry>>
  /// The keys of all entries.
  let keys: Statement<ReferenceKey<Entry.ID>, AccountID>
}
