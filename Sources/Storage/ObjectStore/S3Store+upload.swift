import AsyncHTTPClient
import NIOCore

extension S3Store {
  /// The time limits of an upload. The whole upload has no limit: a slow store may take long as
  /// long as it accepts bytes.
  package struct UploadLimits: Sendable {
    /// The longest time to connect, including TLS.
    package var connecting: Duration = .seconds(5)
    /// The longest time without a byte sent or received.
    package var silence: Duration = .seconds(10)

    /// The default limits.
    package init() {}

    /// The socket's send buffer in bytes. Bytes in it count as sent, and must leave it within
    /// `silence`.
    private static let sendBuffer: SocketOptionValue = 256 * 1024

    fileprivate func configuration(noting progress: S3Progress) -> HTTPClient.Configuration {
      // A redirect would need another signature.
      var configuration = HTTPClient.Configuration(
        redirectConfiguration: .disallow, decompression: .disabled)
      configuration.httpVersion = .http1Only
      // The import is retried later, so a store that is down is not retried here.
      configuration.connectionPool.retryConnectionEstablishment = false
      configuration.timeout = .init(connect: TimeAmount(connecting))
      configuration.http1_1ConnectionDebugInitializer = { channel in
        channel.setOption(.socketOption(.so_sndbuf), value: Self.sendBuffer).flatMapThrowing {
          try channel.pipeline.syncOperations.addHandler(
            S3ProgressHandler(progress), position: .first)
        }
      }
      return configuration
    }
  }

  /// Stores an object. It replaces an object of the same name.
  ///
  /// - Throws: `S3Fault`; `CancellationError` if the task is cancelled.
  package func put(
    _ pieces: [[UInt8]], to object: S3Object, headers: [(name: String, value: String)],
    encryption: S3Encryption, limits: UploadLimits = UploadLimits()
  ) async throws {
    try await put(to: object, headers: headers, encryption: encryption, limits: limits) { upload in
      for piece in pieces { try await upload.append(piece) }
    }
  }

  /// Stores an object while `write` produces it. It replaces an object of the same name.
  ///
  /// A short object is one request. A longer one is sent in parts, so that memory holds one part
  /// and the longest piece.
  ///
  /// If this fails or the task is cancelled, the store is told to drop the parts.
  ///
  /// - Throws: `S3Fault`; `CancellationError` if the task is cancelled; what `write` throws.
  package func put(
    to object: S3Object, headers: [(name: String, value: String)], encryption: S3Encryption,
    limits: UploadLimits = UploadLimits(), _ write: @Sendable (S3Upload) async throws -> Void
  ) async throws {
    try await withClient(limits) { client in
      let upload = S3Upload(to: object, headers: headers + encryption.headers, by: client)
      do {
        try await write(upload)
        try await upload.finish()
      } catch {
        await upload.abort()
        throw error
      }
    }
  }

  /// Begins an upload in parts and aborts it, to check that the store allows both.
  ///
  /// - Throws: `S3Fault`; `CancellationError` if the task is cancelled.
  package func tryParts(
    to object: S3Object, limits: UploadLimits = UploadLimits()
  ) async throws {
    try await withClient(limits) { client in
      let upload = S3Upload(to: object, headers: [], by: client)
      let answer = try await client.send(try await upload.abortRequest())
      guard (200...204).contains(answer.status) else { throw answer.refusal }
    }
  }

  private func withClient(
    _ limits: UploadLimits, _ body: (S3Client) async throws -> Void
  ) async throws {
    let progress = S3Progress()
    try await HTTPClient.withHTTPClient(configuration: limits.configuration(noting: progress)) {
      try await body(S3Client(store: self, http: $0, progress: progress, limits: limits))
    }
  }
}
