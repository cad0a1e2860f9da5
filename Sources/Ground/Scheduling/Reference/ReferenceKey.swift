/// The part of a reference entry that an import needs.
package struct ReferenceKey<ID: ReferenceID>: Sendable, Equatable {
  /// The entry's number.
  package let id: ID
  /// The `MatchKey` of the entry's matched text.
  package let key: String
  /// Only active entries can be scheduled.
  package let isActive: Bool

  /// A key as stored in the database.
  package init(id: ID, key: String, isActive: Bool) {
    self.id = id
    self.key = key
    self.isActive = isActive
  }
}
