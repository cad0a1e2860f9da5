import Reports
import Scheduling
import Server

/// The object store for error reports, if one is set.
extension Doctor {
  /// Stores a probe, as the worker stores a report. The findings of the settings include their
  /// faults.
  func objectStoreFindings() async -> [Finding] {
    guard let reports = try? composition.reportObjects() else { return [] }
    do {
      let probe = try await reports.probe()
      return [.ok("object store", "stored \(probe.key) in the bucket \(probe.bucket)")]
    } catch {
      return [
        .problem(
          "object store", Self.text(of: error),
          remedy: "Check that this machine can reach the store. Its credentials must allow "
            + "s3:PutObject, s3:GetObject and s3:AbortMultipartUpload.")
      ]
    }
  }
}
