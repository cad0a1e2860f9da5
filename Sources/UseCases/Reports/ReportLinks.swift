package import Foundation
package import Scheduling

/// Makes the links to stored reports, each by the way in which its report was stored.
package struct ReportLinks: Sendable {
  private let signer: ReportLinkSigner
  private let objects: ObjectReports?

  /// - Parameter objects: nil where no object store is configured.
  package init(signer: ReportLinkSigner, objects: ObjectReports?) {
    self.signer = signer
    self.objects = objects
  }

  /// A report is in an object store, and none is configured any more.
  package struct NoObjectStore: Error, CustomStringConvertible {
    package let description =
      "The error report is in an object store, and WFM_S3_BUCKET is not set. Set it as it was."
  }

  /// A URL at which a report can be downloaded for `ReportLinkSigner.lifetime`.
  ///
  /// - Parameters:
  ///   - object: where the report is; nil for the database.
  ///   - baseURL: what clients reach this server at.
  ///   - now: seconds since 1970.
  /// - Throws: `NoObjectStore`; the store's fault where its credentials cannot be read.
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
