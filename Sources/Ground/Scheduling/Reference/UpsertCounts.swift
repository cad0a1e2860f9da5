/// The result of storing a batch of agents or event types, in entries.
package struct UpsertCounts: Sendable, Equatable {
  /// Entries that the account did not have.
  package let inserted: Int
  /// Entries that the account had with other values.
  package let updated: Int
  /// Entries that the account had with the same values.
  package let unchanged: Int

  /// Counts of entries.
  package init(inserted: Int, updated: Int, unchanged: Int) {
    self.inserted = inserted
    self.updated = updated
    self.unchanged = unchanged
  }
}
