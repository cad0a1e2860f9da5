import NIOHTTP1

/// The upload of one object ("Multipart upload" in the S3 API reference):
///
///     collecting --a part is full--> in parts --finish--> stored
///         |                             +----abort------> dropped
///         +--------finish: one PUT-----------------------> stored
package actor S3Upload {
  /// The minimum size of a part in bytes. S3 accepts a shorter part only as the last one.
  package static let partSize = 5 << 20
  /// The time limit of the request that aborts a failed upload.
  private static let abortLimit: Duration = .seconds(5)

  private let object: S3Object
  private let headers: [(name: String, value: String)]
  private let client: S3Client
  /// The store's id of the upload; nil until the first part is full.
  private var id: String?
  /// The entity tags of the stored parts, in order.
  private var tags: [String] = []
  private var part: [[UInt8]] = []
  private var partSize = 0

  /// - Parameter headers: the headers of the object.
  init(to object: S3Object, headers: [(name: String, value: String)], by client: S3Client) {
    self.object = object
    self.headers = headers
    self.client = client
  }

  /// Adds the next piece of the object. Returns once there is room for another piece.
  ///
  /// - Throws: `S3Fault`; `CancellationError` if the task is cancelled.
  package func append(_ piece: [UInt8]) async throws {
    // A full part is kept until more bytes follow: it may be the last part, or the whole object.
    if partSize >= Self.partSize { try await sendPart() }
    part.append(piece)
    partSize += piece.count
  }

  /// Completes the object.
  func finish() async throws {
    guard let id else {
      _ = try await client.sendExpectingOK(
        S3Request(method: .PUT, object: object, headers: headers, body: part))
      return
    }
    try await sendPart()
    let body = S3UploadXML.completion(of: tags)
    let answer = try await client.sendExpectingOK(
      S3Request(
        method: .POST, object: object, query: [("uploadId", id)],
        headers: [("Content-Type", "application/xml")], body: [body]))
    // A store may fail to join the parts after it has sent the status 200.
    guard S3UploadXML.isCompletion(answer.body) else { throw answer.refusal }
  }

  /// Asks the store to drop the parts, if there are any. Errors are ignored.
  func abort() async {
    guard id != nil else { return }
    // In another task, since this one may be cancelled.
    let request = Task { try await client.send(try await abortRequest()) }
    let timeout = Task {
      try await Task.sleep(for: Self.abortLimit)
      request.cancel()
    }
    _ = await request.result
    timeout.cancel()
  }

  /// The request that aborts this upload. Begins the upload first if necessary.
  ///
  /// - Throws: the errors of `append`.
  func abortRequest() async throws -> S3Request {
    S3Request(method: .DELETE, object: object, query: [("uploadId", try await begun())])
  }

  /// - Returns: the upload's id.
  private func begun() async throws -> String {
    if let id { return id }
    let answer = try await client.sendExpectingOK(
      S3Request(method: .POST, object: object, query: [("uploads", "")], headers: headers))
    guard let new = S3UploadXML.uploadID(in: answer.body) else {
      throw S3Fault.unintelligible(url: answer.url, missing: "UploadId")
    }
    id = new
    return new
  }

  private func sendPart() async throws {
    let id = try await begun()
    let answer = try await client.sendExpectingOK(
      S3Request(
        method: .PUT, object: object,
        query: [("partNumber", "\(tags.count + 1)"), ("uploadId", id)], body: part))
    guard let tag = answer.headers.first(name: "ETag") else {
      throw S3Fault.unintelligible(url: answer.url, missing: "ETag")
    }
    tags.append(tag)
    part = []
    partSize = 0
  }
}
