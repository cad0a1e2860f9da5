import NIOCore

// Translates between NIO and `LingerState`. This handler is the first in the pipeline, where
// messages are still bytes. The server or `HTTP1ConnectionHandler` closes the output when the last
// response has left. This handler does the rest.

/// Closes a connection in two steps, so that its last response reaches a client that is still
/// sending.
final class LingeringClose: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  var timer: (task: Scheduled<Void>, at: NIODeadline)?
  private var state: LingerState

  init(limits: TransportLimits.Discard) {
    state = LingerState(limits: limits)
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode != .input else { return context.close(mode: mode, promise: promise) }
    switch state.handle(mode == .output ? .outputClosed : .closed, at: .now()) {
    case .closeOutput:
      context.close(mode: .output, promise: promise)
      arm(context)
      context.read()
    case .forward:
      context.close(mode: mode, promise: promise)
    default:
      context.channel.closeFuture.cascade(to: promise)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch state.handle(.received(unwrapInboundIn(data).readableBytes), at: .now()) {
    case .forward: context.fireChannelRead(data)
    case .close: context.close(promise: nil)
    default: break
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    guard case .read = state.handle(.readCompleted, at: .now()) else {
      return context.fireChannelReadComplete()
    }
    guard context.channel.isActive else { return }
    arm(context)
    context.read()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    let action: LingerState.Action =
      switch event {
      case is ChannelShouldQuiesceEvent: state.handle(.shutdown, at: .now())
      case ChannelEvent.inputClosed: state.handle(.inputClosed, at: .now())
      default: .forward
      }
    if case .close = action { return context.close(promise: nil) }
    arm(context)
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.task.cancel()
    context.fireChannelInactive()
  }
}

extension LingeringClose: DeadlineTimer {
  var nextDeadline: NIODeadline? { state.deadline }

  func cutIfLate(_ context: ChannelHandlerContext) {
    if case .close = state.handle(.timeOut, at: .now()) { context.close(promise: nil) }
  }
}
