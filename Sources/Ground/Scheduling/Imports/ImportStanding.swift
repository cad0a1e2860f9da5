/// An import's progress, for its uploader.
package struct ImportStanding: Sendable {
  /// The status that the uploader sees.
  package let status: ImportStatus
  /// The error report's place in the object store. Nil if there is no report or the database has
  /// it.
  package let reportObject: ReportObject?

  /// A standing as stored in the database.
  package init(status: ImportStatus, reportObject: ReportObject?) {
    self.status = status
    self.reportObject = reportObject
  }
}
