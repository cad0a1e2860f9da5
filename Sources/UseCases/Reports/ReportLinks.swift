package import Foundation
package import Scheduling

/// Creates the links to stored reports.
package struct ReportLinks: Sendable {
  private let signer: ReportLinkSigner
  private let objects: ObjectReports?

  /// - Parameter objects: nil if no object store is configured.
  package init(signer: ReportLinkSigner, objects: ObjectReports?) {
    self.signer = signer
    self.objects = objects
  }

  /// A report is in an object store, but no object store is configured any more.
  package struct NoObjectStore: Error, CustomStringConvertible {
    /// The cause and the fix, for the operator.
    package let description =
      "The error report is in an object store, but WFM_S3_BUCKET is not set. Set WFM_S3_BUCKET to the bucket of the report."
  }

  /// A URL at which a report can be downloaded for `ReportLinkSigner.lifetime`.
  ///
  /// - Parameters:
  ///   - object: the address of the report; nil if it is in the database.
  ///   - baseURL: the URL at which clients reach this server.
  ///   - now: seconds since 1970.
  /// - Throws: `NoObjectStore`; `S3CredentialsFault` if the credentials cannot be read.
  package func url(
    of object: ReportObject?, account: AccountName, importID: UUID, baseURL: String, now: Int64
  ) throws -> String {
    guard let object else {
      return baseURL
        + signer.target(
          account: account, importID: importID, expires: now + ReportLinkSigner.lifetime)
    }
    guard let objects else { throw NoObjectStore() }
    return try objects.url(of: object, now: now)
  }
}
