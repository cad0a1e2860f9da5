/// The result of storing a batch of agents or event types, in entries.
package struct UpsertCounts: Sendable, Equatable {
  /// New entries.
  package let inserted: Int
  /// Entries that were stored with other values.
  package let updated: Int
  /// Entries that were stored with the same values.
  package let unchanged: Int

  /// Counts of entries.
  package init(inserted: Int, updated: Int, unchanged: Int) {
    self.inserted = inserted
    self.updated = updated
    self.unchanged = unchanged
  }
}
