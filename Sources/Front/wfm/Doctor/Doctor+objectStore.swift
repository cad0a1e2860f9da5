import Reports
import Server
import Store

/// Where error reports go, if not to the database.
extension Doctor {
  /// Stores a probe, as the worker would store a report. What the settings lack is found with them.
  func objectStoreFindings() async -> [Finding] {
    guard let reports = try? composition.reportObjects() else { return [] }
    do {
      let probe = try await reports.probe()
      return [.ok("object store", "takes \(probe.key) into the bucket \(probe.bucket)")]
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
