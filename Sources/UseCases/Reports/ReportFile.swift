/// The header fields of a downloaded report.
package enum ReportFile {
  /// The value of `Content-Type`.
  package static let contentType = "text/csv; charset=utf-8"
  /// The value of `Content-Disposition`, with the name of the file.
  package static let contentDisposition =
    #"attachment; filename="schedule_event_import_errors.csv""#
}
