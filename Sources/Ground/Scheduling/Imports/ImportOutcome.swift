/// An import's result, for the operator's screen.
package struct ImportOutcome: Sendable {
  /// The final status, or `PROCESSING` if there is none yet.
  package let status: ImportStatus
  /// Nil unless the status is `IMPORTED` or `IMPORTED_WITH_ERRORS`.
  package let counts: RowCounts?
  /// Nil unless the status is `ERROR`.
  package let failureReason: String?

  /// An outcome as stored in the database.
  package init(status: ImportStatus, counts: RowCounts?, failureReason: String?) {
    self.status = status
    self.counts = counts
    self.failureReason = failureReason
  }
}
