import AsyncHTTPClient
import NIOCore

extension S3Store {
  /// The bounds of an upload. It has no limit as a whole: a slow store may take its time as long as
  /// bytes move.
  package struct UploadLimits: Sendable {
    /// To connect, TLS included.
    package var connecting: Duration = .seconds(5)
    /// Without a byte taken or given.
    package var silence: Duration = .seconds(10)

    package init() {}

    /// The socket's send buffer: bytes in it count as taken, and have to go out within `silence`.
    private static let sendBuffer: SocketOptionValue = 256 * 1024

    fileprivate func configuration(noting progress: S3Progress) -> HTTPClient.Configuration {
      // A redirect would need another signature.
      var configuration = HTTPClient.Configuration(
        redirectConfiguration: .disallow, decompression: .disabled)
      configuration.httpVersion = .http1Only
      // A store that is down is tried again later, by the import's own schedule.
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

  /// Stores an object, in place of one that has its name.
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

  /// Stores an object as `write` passes it on, in place of one that has its name. A short one is one
  /// request; a longer one goes out in parts, so that memory holds one part and the longest piece.
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

  /// Begins an upload in parts and ends it without an object, to learn whether the store allows both.
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
