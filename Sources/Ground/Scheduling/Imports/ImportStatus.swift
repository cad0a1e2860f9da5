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
