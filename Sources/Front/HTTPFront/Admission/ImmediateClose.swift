import NIOCore

/// Closes a connection that was not admitted, as soon as it is up.
final class ImmediateClose: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  func channelActive(context: ChannelHandlerContext) { context.close(promise: nil) }
}
