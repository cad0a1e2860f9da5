/// A reference entry with its number in the database.
package struct StoredEntry<Entry: ReferenceEntry>: Sendable, Equatable {
  /// The entry's number.
  package let id: Entry.ID
  /// The entry's values.
  package var entry: Entry

  /// An entry as stored in the database.
  package init(id: Entry.ID, entry: Entry) {
    self.id = id
    self.entry = entry
  }
}
