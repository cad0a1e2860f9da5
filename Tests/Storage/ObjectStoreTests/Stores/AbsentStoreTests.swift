import Foundation
import ObjectStore
import TestSupport
import Testing

@Suite("An upload to an unavailable store", .timeLimit(.minutes(5)))
struct AbsentStoreTests {
  private static let object = S3Object(bucket: "wfm-reports", key: "x")

  private func put(
    _ pieces: [[UInt8]] = [[1]], port: Int, limits: S3Store.UploadLimits = .init()
  ) async throws {
    let endpoint = try #require(
      S3Endpoint(url: "http://127.0.0.1:\(port)", addressing: .path))
    let store = S3Store(
      endpoint: endpoint, publicEndpoint: endpoint, region: "us-east-1",
      credentials: .fixed(S3Credentials(accessKeyID: "a", secretAccessKey: "b")))
    try await store.put(
      pieces, to: Self.object, headers: [], encryption: .ofBucket, limits: limits)
  }

  @Test func `fails immediately if nothing listens`() async throws {
    let port = try FreePorts.take(1)[0]
    let fault = await #expect(throws: S3Fault.self) { try await put(port: port) }
    #expect(
      fault?.description.hasPrefix(
        "http://127.0.0.1:\(port)/wfm-reports/x cannot be reached: ") == true)
  }

  @Test func `times out if the store does not answer`() async throws {
    let listener = try SilentListener()
    var limits = S3Store.UploadLimits()
    limits.silence = .milliseconds(50)
    let fault = await #expect(throws: S3Fault.self) {
      try await put(port: listener.port, limits: limits)
    }
    #expect(
      fault?.description
        == "http://127.0.0.1:\(listener.port)/wfm-reports/x timed out: no byte was sent or received "
        + "for 0.05 s.")
  }

  @Test func `times out if the store reads nothing and its buffer is full`() async throws {
    let listener = try SilentListener()
    var limits = S3Store.UploadLimits()
    limits.silence = .milliseconds(50)
    let fault = await #expect(throws: S3Fault.self) {
      try await put(
        (0..<64).map { _ in [UInt8](repeating: 0, count: 256 * 1024) }, port: listener.port,
        limits: limits)
    }
    guard case .silent = fault else {
      Issue.record("\(fault as Any)")
      return
    }
  }

  @Test func `is cancelled with its task`() async throws {
    let listener = try SilentListener()
    let upload = Task { try await put(port: listener.port) }
    upload.cancel()
    await #expect(throws: CancellationError.self) { try await upload.value }
  }
}
