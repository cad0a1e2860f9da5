/// What became of a file's data rows.
package struct RowCounts: Hashable, Sendable {
  /// Rows of events that the account did not have.
  package var inserted: Int
  /// Stored before with another end.
  package var updated: Int
  /// Stored before just so.
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

  /// The data rows of the file.
  package var total: Int { inserted + updated + unchanged + rejected }

  /// How an import with these counts ends.
  package var status: ImportStatus { rejected == 0 ? .imported : .importedWithErrors }
}
