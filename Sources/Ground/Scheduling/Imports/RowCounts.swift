/// The results of a file's data rows.
package struct RowCounts: Hashable, Sendable {
  /// Rows of events that the account did not have.
  package var inserted: Int
  /// Rows of events that the account had with another end.
  package var updated: Int
  /// Rows of events that the account had with the same end.
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

  /// The final status of an import with these counts.
  package var status: ImportStatus { rejected == 0 ? .imported : .importedWithErrors }
}
