/// The words of the settings that take one of several.
extension Setting {
  /// What is between the server and PostgreSQL.
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
