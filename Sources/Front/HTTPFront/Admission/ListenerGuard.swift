import Logging
import NIOCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Pauses accepting for a second if the process or the system has no file descriptor or memory for
/// a connection.
///
/// NIO retries immediately, because the connection is still in the backlog. Without the pause, the
/// retries occupy a whole core and delay open connections.
final class ListenerGuard: ChannelInboundHandler {
  typealias InboundIn = any Channel

  /// The length of a pause.
  static let pause = TimeAmount.seconds(1)

  private let logger: Logger
  private var isPaused = false
  private var warnings = WarningPace()

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
    guard warnings.allowsWarning() else { return }
    logger.warning(
      "cannot accept connections, retrying every second. Raise the limit of open files (ulimit -n)",
      metadata: ["error": "\(error)"])
  }
}
