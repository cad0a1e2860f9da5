package import Foundation
package import ObjectStore
import Postgres
package import Scheduling
import WireText

/// Stores reports in an object store.
///
/// The report of an import has one name, so the report of a later attempt replaces an earlier one.
/// The upload of a report ends before its import commits. A crash in between leaves an object that
/// the next attempt replaces, or parts that the bucket's lifecycle rule removes.
package struct ObjectReports: ReportStore {
  private let store: S3Store
  private let bucket: String
  private let prefix: String
  private let encryption: S3Encryption
  private let limits: S3Store.UploadLimits

  /// - Parameters:
  ///   - bucket: the bucket of new reports; `S3Object.isBucketName` holds.
  ///   - prefix: the beginning of their keys; `S3Object.isPrefix` holds.
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

  /// A writer for the report of one attempt.
  package func writer(account: AccountID, importID: UUID) -> any ReportWriter {
    Writer(reports: self, object: object(account: account, importID: importID))
  }

  /// The object of an import's report. Each account has a folder, so that an operator can list and
  /// remove the account's reports.
  package func object(account: AccountID, importID: UUID) -> S3Object {
    S3Object(bucket: bucket, key: "\(prefix)\(account.value)/\(importID.wireText).csv")
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

  /// Stores a few bytes in the same way as a report, and begins and aborts an upload in parts.
  ///
  /// - Returns: the address of the bytes.
  /// - Throws: `ReportStoreFault`
  package func probe() async throws -> ReportObject {
    let object = S3Object(bucket: bucket, key: "\(prefix)probe")
    let probe = try await put(to: object) { try await $0.append(Array("probe\n".utf8)) }
    do {
      try await store.tryParts(to: object, limits: limits)
    } catch let fault as S3Fault {
      throw ReportStoreFault(description: fault.description)
    }
    return probe
  }

  private func put(
    to object: S3Object, _ write: @Sendable (S3Upload) async throws -> Void
  ) async throws -> ReportObject {
    do {
      try await store.put(
        to: object,
        headers: [("Content-Type", ReportFile.contentType), ("Cache-Control", "no-store")],
        encryption: encryption, limits: limits, write)
    } catch let fault as S3Fault {
      throw ReportStoreFault(description: fault.description)
    }
    return ReportObject(bucket: object.bucket, key: object.key)
  }

  /// Keeps a short report in memory and stores it in one request. A longer report is produced a
  /// second time during its upload, so that memory holds one part of it.
  private struct Writer: ReportWriter {
    let reports: ObjectReports
    let object: S3Object
    private var size = 0
    private var kept: [[UInt8]] = []

    init(reports: ObjectReports, object: S3Object) {
      self.reports = reports
      self.object = object
    }

    private var isKept: Bool { size <= S3Upload.partSize }

    mutating func append(_ piece: [UInt8], in pipeline: inout Pipeline) throws {
      size += piece.count
      if isKept { kept.append(piece) } else { kept = [] }
    }

    var hasToStore: Bool { size > 0 }

    func finish(from source: @escaping ReportSource) async throws -> ReportObject? {
      guard hasToStore else { return nil }
      return try await reports.put(to: object) { upload in
        if isKept {
          for piece in kept { try await upload.append(piece) }
        } else {
          try await source { piece in try await upload.append(piece) }
        }
      }
    }
  }
}
