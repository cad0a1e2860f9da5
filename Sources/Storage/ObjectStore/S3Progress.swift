import NIOCore
import Synchronization

/// The time at which bytes were last sent or received.
final class S3Progress: Sendable {
  private let last = Mutex(ContinuousClock.now)

  /// Records that bytes were sent or received.
  func note() { last.withLock { $0 = .now } }

  /// Returns once no byte was sent or received for `limit`.
  ///
  /// - Throws: `CancellationError`
  func waitForSilence(of limit: Duration) async throws {
    while true {
      let end = last.withLock { $0 } + limit
      guard ContinuousClock.now < end else { return }
      try await Task.sleep(until: end, clock: .continuous)
    }
  }
}

/// Records the bytes that the socket accepts. It is next to the socket, since the client reads a
/// request's body ahead of the socket.
final class S3ProgressHandler: ChannelOutboundHandler, Sendable {
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private let progress: S3Progress

  init(_ progress: S3Progress) { self.progress = progress }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let taken = promise ?? context.eventLoop.makePromise(of: Void.self)
    taken.futureResult.whenSuccess { [progress] in progress.note() }
    context.write(data, promise: taken)
  }
}
