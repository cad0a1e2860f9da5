/// Where an import stands. The raw values are the contract's.
///
///     PROCESSING --> IMPORTED
///         |--------> IMPORTED_WITH_ERRORS
///         +--------> ERROR
///
/// Nothing leaves the three on the right.
package enum ImportStatus: String, CaseIterable, Sendable {
  /// Received, or being processed.
  case processing = "PROCESSING"
  /// Every row was imported.
  case imported = "IMPORTED"
  /// Rows that failed validation were left out and stand in the error report.
  case importedWithErrors = "IMPORTED_WITH_ERRORS"
  /// The file could not be processed; nothing of it was stored.
  case error = "ERROR"

  /// Whether an import may go from this status to `next`.
  package func canBecome(_ next: ImportStatus) -> Bool {
    self == .processing && next != .processing
  }
}

/// How often a worker may begin an import before it ends as `ERROR`.
package let maximumImportAttempts = 3

/// What became of a file's data rows.
package struct RowCounts: Hashable, Sendable {
  package var inserted: Int
  /// Stored before with another end.
  package var updated: Int
  /// Stored before just so.
  package var unchanged: Int
  package var rejected: Int

  package init(inserted: Int = 0, updated: Int = 0, unchanged: Int = 0, rejected: Int = 0) {
    self.inserted = inserted
    self.updated = updated
    self.unchanged = unchanged
    self.rejected = rejected
  }

  package var total: Int { inserted + updated + unchanged + rejected }

  /// How an import with these counts ends.
  package var status: ImportStatus { rejected == 0 ? .imported : .importedWithErrors }
}
