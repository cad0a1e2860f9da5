/// The status of an import. The raw values are the contract's.
///
///     PROCESSING --> IMPORTED
///         |--------> IMPORTED_WITH_ERRORS
///         +--------> ERROR
///
/// Nothing leaves the three on the right.
package enum ImportStatus: String, CaseIterable, Sendable {
  /// The import waits or is processed.
  case processing = "PROCESSING"
  /// Every row was imported.
  case imported = "IMPORTED"
  /// Rows that failed validation were not imported; the error report lists them.
  case importedWithErrors = "IMPORTED_WITH_ERRORS"
  /// The file could not be processed; nothing of it was stored.
  case error = "ERROR"

  /// Whether an import may go from this status to `next`.
  package func canBecome(_ next: ImportStatus) -> Bool {
    self == .processing && next != .processing
  }
}

/// The number of attempts after which an import ends as `ERROR`.
package let maximumImportAttempts = 3
