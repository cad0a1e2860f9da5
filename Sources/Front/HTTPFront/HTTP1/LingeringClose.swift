import NIOCore

// The orderly end of a connection. Owns: the time between our last byte and the closing of the
// socket. Stands first in the pipeline, where there are bytes. `ConnectionHandler`, or the server
// itself, closes the output when the last response is out; this handler does the rest.
//
//   open --close(.output)--> lingering --end of input, or a bound--> closed
//
// While lingering, our side has sent FIN and what the client still sends is dropped. Closing at
// once instead would make the kernel answer those bytes with RST, and a client that is busy
// sending loses a response that it has not read yet (RFC 9112, section 9.6).

/// Closes a connection in two steps, so that its last response reaches a client that still sends.
final class LingeringClose: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private let limits: TransportLimits.Discard
  private var isLingering = false
  private var isShuttingDown = false
  private var dropped = 0
  private var stall: Scheduled<Void>?
  private var total: Scheduled<Void>?

  init(limits: TransportLimits.Discard) {
    self.limits = limits
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    switch mode {
    case .output where !isLingering:
      isLingering = true
      context.close(mode: .output, promise: promise)
      total = schedule(
        context, in: isShuttingDown ? limits.timeAtShutdown : limits.time, replacing: total)
      stall = schedule(context, in: limits.stall, replacing: stall)
      context.read()
    case .output, .all:
      guard isLingering else { return context.close(mode: mode, promise: promise) }
      // The server gives its connection up before the client has read: it still ends our way.
      context.channel.closeFuture.cascade(to: promise)
    case .input:
      context.close(mode: mode, promise: promise)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard isLingering else { return context.fireChannelRead(data) }
    dropped += unwrapInboundIn(data).readableBytes
    if dropped > limits.bytes { context.close(promise: nil) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    guard isLingering else { return context.fireChannelReadComplete() }
    guard context.channel.isActive else { return }
    stall = schedule(context, in: limits.stall, replacing: stall)
    context.read()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent:
      isShuttingDown = true
      if isLingering { total = schedule(context, in: limits.timeAtShutdown, replacing: total) }
    case ChannelEvent.inputClosed where isLingering:
      return context.close(promise: nil)
    default:
      break
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    stall?.cancel()
    total?.cancel()
    context.fireChannelInactive()
  }

  private func schedule(
    _ context: ChannelHandlerContext, in time: Duration, replacing old: Scheduled<Void>?
  ) -> Scheduled<Void> {
    old?.cancel()
    return context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
      context.close(promise: nil)
    }
  }
}
