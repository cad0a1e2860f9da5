import Logging
import NIOCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Stops accepting for a second when the process, or the system, has no file descriptor or memory left
/// for a connection. NIO would try again at once, and again, since the connection is still there to be
/// accepted: that costs a whole core, and those who have connections wait for it.
final class ListenerGuard: ChannelInboundHandler {
  typealias InboundIn = any Channel

  /// How long nothing is accepted, and how often the log says so.
  static let pause = TimeAmount.seconds(1)
  private static let warningInterval = Duration.seconds(60)

  private let logger: Logger
  private var isPaused = false
  private var warned: ContinuousClock.Instant?

  init(logger: Logger) {
    self.logger = logger
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? IOError,
      [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.errnoCode), !isPaused
    {
      warn(error)
      pause(context)
    }
    context.fireErrorCaught(error)
  }

  private func pause(_ context: ChannelHandlerContext) {
    isPaused = true
    try? context.channel.syncOptions?.setOption(.autoRead, value: false)
    context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
      self.isPaused = false
      guard context.channel.isActive else { return }
      try? context.channel.syncOptions?.setOption(.autoRead, value: true)
    }
  }

  private func warn(_ error: IOError) {
    let now = ContinuousClock.now
    if let warned, now < warned + Self.warningInterval { return }
    warned = now
    logger.warning(
      "no connection can be accepted; trying again every second. Raise the limit of open files",
      metadata: ["error": "\(error)"])
  }
}
