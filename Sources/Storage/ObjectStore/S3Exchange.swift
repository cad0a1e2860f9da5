import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Sends the requests of one upload to a store.
struct S3Client: Sendable {
  let store: S3Store
  let http: HTTPClient
  /// The progress of the current request.
  let progress: S3Progress
  let limits: S3Store.UploadLimits

  /// A response of the store.
  struct Answer: Sendable {
    let url: String
    let status: UInt
    let headers: HTTPHeaders
    /// At most `longestAnswer` bytes.
    let body: [UInt8]
  }

  /// The maximum number of bytes of a response that are read.
  private static let longestAnswer = 16 * 1024

  /// Sends a request and reads the response, of any status.
  ///
  /// - Throws: `S3Fault`; `CancellationError` if the task is cancelled.
  func send(_ request: S3Request) async throws -> Answer {
    let signed: (url: String, headers: [(name: String, value: String)])
    do throws(S3CredentialsFault) {
      signed = try store.signed(request, now: Int64(Date().timeIntervalSince1970))
    } catch {
      throw S3Fault.credentials(error)
    }
    var message = HTTPClientRequest(url: signed.url)
    message.method = request.method
    message.headers = HTTPHeaders(signed.headers.map { ($0.name, $0.value) })
    if !request.body.isEmpty {
      message.body = .stream(
        S3Body(pieces: request.body), length: .known(Int64(request.bodySize)))
    }
    do {
      return try await answer(to: message)
    } catch let fault as S3Fault {
      throw fault
    } catch {
      try Task.checkCancellation()
      throw S3Fault.unreachable(url: signed.url, reason: "\(error)")
    }
  }

  /// - Returns: the response, whose status is 200.
  /// - Throws: the errors of `send`; `.refused` for every other status, including redirects.
  func sendExpectingOK(_ request: S3Request) async throws -> Answer {
    let answer = try await send(request)
    guard answer.status == 200 else { throw answer.refusal }
    return answer
  }

  private func answer(to message: HTTPClientRequest) async throws -> Answer {
    progress.note()
    return try await withThrowingTaskGroup(of: Answer.self) { group in
      group.addTask { try await exchange(message) }
      group.addTask {
        try await progress.waitForSilence(of: limits.silence)
        throw S3Fault.silent(url: message.url, limit: limits.silence)
      }
      defer { group.cancelAll() }
      guard let answer = try await group.next() else { throw CancellationError() }
      return answer
    }
  }

  private func exchange(_ message: HTTPClientRequest) async throws -> Answer {
    let response = try await http.execute(message, deadline: .distantFuture)
    // The last note: reading the whole body has `silence` as its limit.
    progress.note()
    var body: [UInt8] = []
    for try await part in response.body {
      body += part.readableBytesView.prefix(Self.longestAnswer - body.count)
      if body.count == Self.longestAnswer { break }
    }
    return Answer(
      url: message.url, status: response.status.code, headers: response.headers, body: body)
  }
}

extension S3Client.Answer {
  /// The response as a fault.
  var refusal: S3Fault { .refused(url: url, status: status, S3Refusal(xml: body)) }
}

/// The body of a request, in slices so small that each one counts as progress.
private struct S3Body: AsyncSequence, AsyncIteratorProtocol, Sendable {
  private let pieces: [[UInt8]]
  private var piece = 0
  private var start = 0

  /// The bytes of a slice.
  private static let slice = 64 * 1024

  init(pieces: [[UInt8]]) { self.pieces = pieces }

  func makeAsyncIterator() -> Self { self }

  mutating func next() async -> ByteBuffer? {
    while piece < pieces.count, start == pieces[piece].count {
      piece += 1
      start = 0
    }
    guard piece < pieces.count else { return nil }
    let slice = pieces[piece][start...].prefix(Self.slice)
    start += slice.count
    return ByteBuffer(bytes: slice)
  }
}
