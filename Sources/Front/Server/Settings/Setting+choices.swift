/// The allowed words of settings with a fixed choice.
extension Setting {
  /// The connection pooler between the server and PostgreSQL, if any.
  enum Pooler: String, CaseIterable { case none, transaction }

  enum Switch: String, CaseIterable { case on, off }

  /// Where new error reports are stored.
  enum ReportDestination: String, CaseIterable { case database, s3 }

  /// Server-side encryption of reports in an object store.
  enum ReportEncryption: String, CaseIterable {
    case none
    case sseS3 = "sse-s3"
    case sseKMS = "sse-kms"
  }
}
