/// The results of a file's data rows.
package struct RowCounts: Hashable, Sendable {
  /// Rows with new events.
  package var inserted: Int
  /// Rows with events that were stored with another end.
  package var updated: Int
  /// Rows with events that were stored with the same end.
  package var unchanged: Int
  /// Rows that are in the error report.
  package var rejected: Int

  /// Counts of rows.
  package init(inserted: Int = 0, updated: Int = 0, unchanged: Int = 0, rejected: Int = 0) {
    self.inserted = inserted
    self.updated = updated
    self.unchanged = unchanged
    self.rejected = rejected
  }

  /// The number of data rows in the file.
  package var total: Int { inserted + updated + unchanged + rejected }

  /// The final status of an import with these counts.
  package var status: ImportStatus { rejected == 0 ? .imported : .importedWithErrors }
}
