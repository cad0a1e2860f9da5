import NIOCore
import Synchronization

/// When bytes last moved in an exchange with a store.
final class S3Progress: Sendable {
  private let last = Mutex(ContinuousClock.now)

  /// Notes that bytes have moved.
  func note() { last.withLock { $0 = .now } }

  /// Returns once no byte has moved for so long.
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

/// Notes the bytes that the socket takes. Next to the socket, since a client reads a request's body ahead
/// of what has gone out.
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
