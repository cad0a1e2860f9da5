import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

// The outgoing side: the response, and the actions that the state returns.

extension HTTP2StreamHandler {
  /// A response is sent in slices of this many bytes. Each slice must be sent within
  /// `TransportLimits.sendStall`.
  private static let sliceSize = 16 * 1024

  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    if event is BodyWanted {
      perform(handle(.bodyWanted), context)
      arm(context)
    }
    context.triggerUserOutboundEvent(event, promise: promise)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    var part = unwrapOutboundIn(data)
    switch handle(event(of: part)) {
    case .forward: break
    case .writeEndAndTakeRest: takeRest(context)
    default:
      promise?.fail(ChannelError.outputClosed)
      return
    }
    if case .head(let head) = part, head.status.kind != .informational {
      part = .head(head.indexingConstants)
    }
    write(part, context, promise)
  }

  private func event(of part: HTTPResponsePart) -> HTTP2StreamState.Event {
    switch part {
    case .head(let head): head.status.kind == .informational ? .informationalHead : .responseHead
    case .body: .responseBody
    case .end: .responseEnd
    }
  }

  /// Opens the stream's window as wide as for a body that the application reads.
  private func takeRest(_ context: ChannelHandlerContext) {
    context.triggerUserOutboundEvent(BodyWanted(), promise: nil)
    arm(context)
  }

  private func write(
    _ part: HTTPResponsePart, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    if case .body(var bytes) = part {
      while bytes.readableBytes > Self.sliceSize,
        let slice = bytes.readSlice(length: Self.sliceSize)
      {
        send(.body(slice), context, nil)
      }
      send(.body(bytes), context, promise)
    } else {
      send(part, context, promise)
    }
  }

  private func send(
    _ part: HTTPResponsePart, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    perform(handle(.partWritten), context)
    let sent = context.eventLoop.makePromise(of: Void.self)
    sent.futureResult.cascade(to: promise)
    sent.futureResult.assumeIsolated().whenComplete { _ in
      self.perform(self.handle(.partSent), context)
      self.arm(context)
    }
    context.write(wrapOutboundOut(part), promise: sent)
    arm(context)
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    let action = handle(.closeRequested(isWhole: mode == .all))
    if case .closeLater = action {
      context.channel.closeFuture.cascade(to: promise)
      return context.read()
    }
    perform(action, context)
    context.close(mode: mode, promise: promise)
  }

  // MARK: Actions

  /// Carries out the state's actions, except those that pass on or fail the event's own message.
  func perform(_ action: HTTP2StreamState.Action, _ context: ChannelHandlerContext) {
    switch action {
    case .none, .forward, .fail, .writeEndAndTakeRest, .closeLater:
      break
    case .throwFault(let fault):
      context.fireErrorCaught(fault)
    case .sendContinue:
      context.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    case .refuse(let fault, let takesRest):
      refuse(fault, takesRest: takesRest, context)
    case .read:
      context.read()
    case .reset(let reason), .resetAndClose(let reason):
      reset(reason, context)
    }
  }

  private func refuse(_ fault: TransportFault, takesRest: Bool, _ context: ChannelHandlerContext) {
    let id = refusals.record(fault)
    write(.head(fault.response(requestID: id).indexingConstants), context, nil)
    write(.body(context.channel.allocator.buffer(string: fault.body)), context, nil)
    if takesRest { takeRest(context) }
    write(.end(nil), context, nil)
    context.flush()
    // Wakes the application that is reading the body.
    context.fireErrorCaught(fault)
  }

  private func reset(_ reason: HTTP2StreamState.Reset, _ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    timer?.task.cancel()
    timer = nil
    let code: NIOHTTP2.HTTP2ErrorCode =
      switch reason {
      case .noError: .noError
      case .cancel: .cancel
      case .internalError: .internalError
      }
    context.triggerUserOutboundEvent(
      NIOHTTP2FramePayloadToHTTPEvent.reset(code: code), promise: nil)
  }
}
