import ObjectStore
import TestSupport
import Testing

/// A store that sends given responses, since a real store cannot be made to send them.
@Suite("A store's answer", .needs(.python3), .timeLimit(.minutes(5)))
struct AnsweringStoreTests {
  private static let object = S3Object(bucket: "wfm-reports", key: "x")
  private static let target = "/wfm-reports/x"

  private static func answer(
    _ status: Int, _ body: String = "", headers: String = ""
  ) -> String {
    "HTTP/1.1 \(status) Answer\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private static let begun = answer(
    200,
    "<InitiateMultipartUploadResult><UploadId>a&amp;b</UploadId></InitiateMultipartUploadResult>")
  private static let part = answer(200, headers: "ETag: \"tag\"\r\n")
  private static let completed = answer(
    200, "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>")
  private static let dropped = "HTTP/1.1 204 No Content\r\n\r\n"

  /// Two parts: 8 pieces of 1 MiB.
  private static let long = (0..<8).map { _ in [UInt8](repeating: 0x61, count: 1 << 20) }

  private func put(_ pieces: [[UInt8]], on server: PythonServer) async throws {
    let endpoint = try #require(
      S3Endpoint(url: "http://127.0.0.1:\(server.port)", addressing: .path))
    let store = S3Store(
      endpoint: endpoint, publicEndpoint: endpoint, region: "us-east-1",
      credentials: .fixed(S3Credentials(accessKeyID: "a", secretAccessKey: "b")))
    try await store.put(pieces, to: Self.object, headers: [], encryption: .ofBucket)
  }

  @Test(arguments: [201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 403, 500, 503])
  func `other than 200 is a failure, including a redirect`(status: Int) async throws {
    // A redirect is not followed, even if the request would succeed there.
    let elsewhere = try await PythonServer("answers.py", [Self.answer(200)])
    let location = "Location: http://127.0.0.1:\(elsewhere.port)/x\r\n"
    let bodiless = status == 204 || status == 304
    let server = try await PythonServer(
      "answers.py",
      [
        bodiless
          ? "HTTP/1.1 \(status) Answer\r\n\r\n" : Self.answer(status, headers: location)
      ])
    let fault = await #expect(throws: S3Fault.self) { try await put([[1]], on: server) }
    guard case .refused(_, UInt(status), _) = fault else {
      Issue.record("\(fault as Any)")
      return
    }
  }

  @Test func `that is 200 stores a short object in one request, and a long one in parts`()
    async throws
  {
    let server = try await PythonServer(
      "answers.py", [Self.answer(200), Self.begun, Self.part, Self.part, Self.completed])
    try await put(Array(Self.long.prefix(5)), on: server)
    try await put(Self.long, on: server)
    #expect(
      try await server.lines(5).map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        == [
          "PUT \(Self.target)", "POST \(Self.target)?uploads=",
          "PUT \(Self.target)?partNumber=1&uploadId=a%26b",
          "PUT \(Self.target)?partNumber=2&uploadId=a%26b", "POST \(Self.target)?uploadId=a%26b",
        ])
  }

  /// The responses in a failing upload in parts, and the expected text of the fault.
  private static let failures: [([String], String)] = [
    ([begun, answer(301)], "answered with status 301"),
    ([begun, answer(200)], "answered with status 200, but without ETag"),
    ([begun, part, answer(503, "<Code>SlowDown</Code>")], "answered with status 503, SlowDown"),
    ([begun, part, part, answer(307)], "answered with status 307"),
    (
      [begun, part, part, answer(200, "<Error><Code>InternalError</Code></Error>")],
      "answered with status 200, InternalError"
    ),
    ([begun, part, part, answer(200)], "answered with status 200."),
  ]

  @Test(arguments: failures.indices)
  func `that fails an upload in parts has the parts dropped`(number: Int) async throws {
    let (answers, message) = Self.failures[number]
    let server = try await PythonServer("answers.py", answers + [Self.dropped])
    let fault = await #expect(throws: S3Fault.self) { try await put(Self.long, on: server) }
    #expect(fault?.description.contains(message) == true, "\(fault as Any)")
    #expect(
      try await server.lines(answers.count + 1).last
        == "DELETE \(Self.target)?uploadId=a%26b 0")
  }

  @Test(arguments: ["", "<UploadId></UploadId>"])
  func `that begins an upload without an id is a fault`(body: String) async throws {
    let server = try await PythonServer("answers.py", [Self.answer(200, body)])
    let fault = await #expect(throws: S3Fault.self) { try await put(Self.long, on: server) }
    #expect(fault?.description.hasSuffix("answered with status 200, but without UploadId.") == true)
  }

  private struct Stop: Error {}

  @Test(arguments: [true, false])
  func `is ignored once the upload is cancelled, and the parts are dropped`(
    isCancelled: Bool
  ) async throws {
    let server = try await PythonServer("answers.py", [Self.begun, Self.part, Self.dropped])
    let endpoint = try #require(
      S3Endpoint(url: "http://127.0.0.1:\(server.port)", addressing: .path))
    let store = S3Store(
      endpoint: endpoint, publicEndpoint: endpoint, region: "us-east-1",
      credentials: .fixed(S3Credentials(accessKeyID: "a", secretAccessKey: "b")))
    let upload = Task {
      try await store.put(to: Self.object, headers: [], encryption: .ofBucket) { upload in
        for piece in Self.long { try await upload.append(piece) }
        guard isCancelled else { throw Stop() }
        withUnsafeCurrentTask { $0?.cancel() }
        try Task.checkCancellation()
      }
    }
    await #expect(throws: (any Error).self) { try await upload.value }
    #expect(
      try await server.lines(3).last == "DELETE \(Self.target)?uploadId=a%26b 0")
  }
}
