import NIOCore

/// Closes a connection that was not admitted, once it is up.
final class ImmediateClose: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  func channelActive(context: ChannelHandlerContext) { context.close(promise: nil) }
}
