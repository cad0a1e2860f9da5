import NIOCore
import NIOTLS

/// Closes a connection whose TLS handshake is not complete in time, or when the server shuts down.
final class HandshakeDeadline: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let time: Duration
  private var timer: Scheduled<Void>?
  private var isHandshaking = true

  init(time: Duration) {
    self.time = time
  }

  func handlerAdded(context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
      context.close(promise: nil)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case TLSUserEvent.handshakeCompleted:
      isHandshaking = false
      timer?.cancel()
    case is ChannelShouldQuiesceEvent where isHandshaking:
      context.close(promise: nil)
    default:
      break
    }
    context.fireUserInboundEventTriggered(event)
  }
}
