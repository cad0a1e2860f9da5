/// The status of an import. The raw values are the contract's.
///
///     PROCESSING --> IMPORTED
///         |--------> IMPORTED_WITH_ERRORS
///         +--------> ERROR
///
/// The three statuses on the right are final.
package enum ImportStatus: String, CaseIterable, Sendable {
  /// The import is queued or running.
  case processing = "PROCESSING"
  /// Every row was imported.
  case imported = "IMPORTED"
  /// Rows that failed validation were not imported; the error report lists them.
  case importedWithErrors = "IMPORTED_WITH_ERRORS"
  /// The file could not be processed, and none of its rows was stored.
  case error = "ERROR"

  /// Whether the status of an import can change to `next`.
  package func canBecome(_ next: ImportStatus) -> Bool {
    self == .processing && next != .processing
  }
}

/// The number of attempts after which an import ends as `ERROR`.
package let maximumImportAttempts = 3
