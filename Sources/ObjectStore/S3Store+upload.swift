import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

extension S3Store {
  /// The bounds of an upload.
  package struct UploadLimits: Sendable {
    /// To connect, TLS included.
    package var connecting: Duration = .seconds(5)
    /// Without a byte taken or given.
    package var silence: Duration = .seconds(10)
    /// For all of it, name look-up included.
    package var whole: Duration = .seconds(60)

    package init() {}
  }

  /// Stores an object, in place of one that has its name.
  ///
  /// Each upload has a connection of its own: they are seldom, and a kept one that the store has just
  /// closed would be a fault for nothing.
  ///
  /// - Throws: `S3Fault`; `CancellationError` where the task is cancelled.
  package func put(
    _ pieces: [[UInt8]], to object: S3Object, headers: [(name: String, value: String)],
    encryption: S3Encryption, limits: UploadLimits = UploadLimits()
  ) async throws {
    let signed: (url: String, headers: [(name: String, value: String)])
    do throws(S3CredentialsFault) {
      signed = try signedUpload(
        of: pieces, to: object, headers: headers, encryption: encryption,
        now: Int64(Date().timeIntervalSince1970))
    } catch {
      throw S3Fault.credentials(error)
    }
    let upload = S3Upload(url: signed.url, headers: signed.headers, pieces: pieces, limits: limits)
    do {
      try await upload.run()
    } catch let fault as S3Fault {
      throw fault
    } catch {
      try Task.checkCancellation()
      throw S3Fault.unreachable(url: signed.url, reason: "\(error)")
    }
  }
}

/// One request that stores an object.
private struct S3Upload: Sendable {
  let url: String
  let headers: [(name: String, value: String)]
  let pieces: [[UInt8]]
  let limits: S3Store.UploadLimits

  /// Bytes of a refusal that are read, to say what the store said.
  private static let longestRefusal = 16 * 1024

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await exchange() }
      group.addTask {
        try await Task.sleep(for: limits.whole)
        throw S3Fault.timedOut(url: url, limit: limits.whole)
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func exchange() async throws {
    try await HTTPClient.withHTTPClient(configuration: configuration) { client in
      let response = try await client.execute(request, deadline: .distantFuture)
      guard response.status.code != 200 else { return }
      var body: [UInt8] = []
      for try await part in response.body {
        body += part.readableBytesView.prefix(Self.longestRefusal - body.count)
        if body.count == Self.longestRefusal { break }
      }
      throw S3Fault.refused(url: url, status: response.status.code, S3Refusal(xml: body))
    }
  }

  private var configuration: HTTPClient.Configuration {
    // A redirect would need another signature.
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, decompression: .disabled)
    configuration.httpVersion = .http1Only
    // A store that is down is tried again later, by the import's own schedule.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout = .init(
      connect: TimeAmount(limits.connecting), read: TimeAmount(limits.silence),
      write: TimeAmount(limits.silence))
    return configuration
  }

  private var request: HTTPClientRequest {
    var request = HTTPClientRequest(url: url)
    request.method = .PUT
    request.headers = HTTPHeaders(headers.map { ($0.name, $0.value) })
    let length = pieces.reduce(0) { $0 + $1.count }
    request.body = .stream(Pieces(pieces: pieces), length: .known(Int64(length)))
    return request
  }

  /// Copies one piece at a time.
  private struct Pieces: AsyncSequence, AsyncIteratorProtocol, Sendable {
    let pieces: [[UInt8]]
    private var next = 0

    init(pieces: [[UInt8]]) { self.pieces = pieces }

    func makeAsyncIterator() -> Self { self }

    mutating func next() async -> ByteBuffer? {
      guard next < pieces.count else { return nil }
      defer { next += 1 }
      return ByteBuffer(bytes: pieces[next])
    }
  }
}
