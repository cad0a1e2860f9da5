package import Postgres
package import Scheduling

/// A reference entry with its own database table.
package protocol StoredReference: ReferenceEntry where ID: PostgresElement {
  /// The columns of one entry, by their names in `statements`.
  static var columns: [NamedParameter<Self>] { get }
  /// The columns of an upsert of several entries.
  static var batchColumns: [NamedParameter<[Self]>] { get }
  /// The constraint that keeps the entries' keys unique within an account.
  static var uniqueConstraint: String { get }
  static var statements: ReferenceStatements<Self> { get }
}

/// An entry to be stored.
struct NewEntry<Entry: StoredReference>: NamedParameters {
  let account: AccountID
  let entry: Entry

  static var parameters: [NamedParameter<Self>] {
    [.init("account") { $0.account }] + Entry.columns.map { $0.of { $0.entry } }
  }
}

/// The new values of a stored entry.
struct ChangedEntry<Entry: StoredReference>: NamedParameters {
  let account: AccountID
  let stored: StoredEntry<Entry>

  static var parameters: [NamedParameter<Self>] {
    [.init("account") { $0.account }, .init("id") { $0.stored.id }]
      + Entry.columns.map { $0.of { $0.stored.entry } }
  }
}

/// Entries to be stored by one statement, as columns.
struct EntryBatch<Entry: StoredReference>: NamedParameters {
  let account: AccountID
  let entries: [Entry]

  static var parameters: [NamedParameter<Self>] {
    [.init("account") { $0.account }] + Entry.batchColumns.map { $0.of { $0.entries } }
  }
}
