package import Foundation
package import ObjectStore
import Postgres
package import Scheduling
package import Store

/// Keeps reports in an object store.
///
/// An import's report has one name, so that an attempt puts its own in place of an earlier one's. It is
/// uploaded whole before the import commits: a crash in between leaves an object that the next attempt
/// replaces.
package struct ObjectReports: ReportStore {
  private let store: S3Store
  private let bucket: String
  private let prefix: String
  private let encryption: S3Encryption
  private let limits: S3Store.UploadLimits

  /// - Parameters:
  ///   - bucket: for new reports; `S3Object.isBucketName` holds.
  ///   - prefix: what their keys begin with; `S3Object.isPrefix` holds.
  package init(
    store: S3Store, bucket: String, prefix: String, encryption: S3Encryption = .ofBucket,
    limits: S3Store.UploadLimits = .init()
  ) {
    self.store = store
    self.bucket = bucket
    self.prefix = prefix
    self.encryption = encryption
    self.limits = limits
  }

  package func writer(account: AccountID, importID: UUID) -> any ReportWriter {
    let key = "\(prefix)\(account.value)/\(importID.uuidString.lowercased()).csv"
    return Writer(reports: self, object: S3Object(bucket: bucket, key: key))
  }

  /// A pre-signed URL, valid for `ReportLinkSigner.lifetime`.
  ///
  /// - Parameter now: seconds since 1970.
  package func url(of object: ReportObject, now: Int64) throws -> String {
    try store.presignedURL(
      of: S3Object(bucket: object.bucket, key: object.key),
      contentDisposition: ReportFile.contentDisposition, now: now,
      lifetime: ReportLinkSigner.lifetime)
  }

  /// Stores a few bytes beside the reports, as a report would be.
  ///
  /// - Returns: where they are.
  /// - Throws: `ReportStoreFault`
  package func probe() async throws -> ReportObject {
    try await put([Array("probe\n".utf8)], to: S3Object(bucket: bucket, key: "\(prefix)probe"))
  }

  private func put(_ pieces: [[UInt8]], to object: S3Object) async throws -> ReportObject {
    do {
      try await store.put(
        pieces, to: object,
        headers: [("Content-Type", ReportFile.contentType), ("Cache-Control", "no-store")],
        encryption: encryption, limits: limits)
    } catch let fault as S3Fault {
      throw ReportStoreFault(description: fault.description)
    }
    return ReportObject(bucket: object.bucket, key: object.key)
  }

  /// Holds the report until it is whole, because its hash goes ahead of it.
  private struct Writer: ReportWriter {
    let reports: ObjectReports
    let object: S3Object
    private var pieces: [[UInt8]] = []

    init(reports: ObjectReports, object: S3Object) {
      self.reports = reports
      self.object = object
    }

    mutating func append(_ piece: [UInt8], in pipeline: inout Pipeline) throws {
      pieces.append(piece)
    }

    func finish() async throws -> ReportObject? {
      pieces.isEmpty ? nil : try await reports.put(pieces, to: object)
    }
  }
}
