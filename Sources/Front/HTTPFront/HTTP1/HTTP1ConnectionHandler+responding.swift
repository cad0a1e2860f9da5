import NIOCore
import NIOHTTP1

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// The outgoing side: responses, and the actions that the state returns.

extension HTTP1ConnectionHandler {
  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    guard event is BodyWanted else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    perform(handle(.bodyWanted), context)
    arm(context)
    promise?.succeed()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head) where head.status.code < 200:
      pass(data, if: handle(.informationalHead), context, promise)
    case .head(let head):
      write(head, context, promise)
    case .body:
      pass(data, if: handle(.responseBody), context, promise)
    case .end:
      finishResponse(data, context, promise)
    }
  }

  private func pass(
    _ data: NIOAny, if action: HTTP1ConnectionState.Action, _ context: ChannelHandlerContext,
    _ promise: EventLoopPromise<Void>?
  ) {
    guard case .forward = action else { return fail(promise) }
    context.write(data, promise: promise)
  }

  private func fail(_ promise: EventLoopPromise<Void>?) {
    promise?.fail(ChannelError.outputClosed)
  }

  private func write(
    _ head: HTTPResponseHead, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    switch handle(.responseHead(ResponseFacts(head))) {
    case .writeHead(let framing):
      var head = head
      framing.apply(to: &head)
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .replaceHead(let refusal):
      writeHeadAndBody(of: refusal, context)
    default:
      fail(promise)
    }
  }

  private func writeHeadAndBody(
    of refusal: HTTP1ConnectionState.Refusal, _ context: ChannelHandlerContext
  ) {
    let (fault, field) = (refusal.failure.fault, refusal.failure.field)
    var head = fault.responseHead(requestID: refusals.record(fault), field: field)
    refusal.framing.apply(to: &head)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    guard refusal.hasBody else { return }
    let body = context.channel.allocator.buffer(string: fault.body(field: field))
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
  }

  private func finishResponse(
    _ data: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    guard case .forward = handle(.responseEnd) else { return fail(promise) }
    intake?.resume()
    let flushed = context.eventLoop.makePromise(of: Void.self)
    flushed.futureResult.cascade(to: promise)
    flushed.futureResult.assumeIsolated().whenComplete { _ in
      let isWritable = context.channel.isWritable
      self.perform(self.handle(.responseFlushed(isWritable: isWritable)), context)
      self.arm(context)
    }
    context.writeAndFlush(data, promise: flushed)
    watchOutput(context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    watchOutput(context)
    context.fireChannelWritabilityChanged()
  }

  private func watchOutput(_ context: ChannelHandlerContext) {
    perform(handle(.outputChanged(isWritable: context.channel.isWritable)), context)
    arm(context)
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    let action = handle(.closeRequested(.init(mode)))
    guard case .forward = action else {
      perform(action, context)
      promise?.succeed()
      return
    }
    context.close(mode: mode, promise: promise)
  }

  // MARK: Actions

  /// Carries out the state's actions, except those that pass on or fail the event's own message.
  func perform(_ action: HTTP1ConnectionState.Action, _ context: ChannelHandlerContext) {
    switch action {
    case .none, .forward, .fail, .writeHead:
      break
    case .throwFault(let fault):
      context.fireErrorCaught(fault)
    case .reportError:
      context.fireErrorCaught(HTTPParserError.unknown)
    case .sendContinue:
      let head = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    case .replaceHead(let refusal):
      writeHeadAndBody(of: refusal, context)
    case .refuse(let refusal):
      writeHeadAndBody(of: refusal, context)
      finishResponse(wrapOutboundOut(.end(nil)), context, nil)
      // Wakes the application that is reading the body.
      if refusal.isAwaited { context.fireErrorCaught(refusal.failure.fault) }
    case .measureOutput:
      perform(handle(.outputMeasured(waiting(context))), context)
    case .closeOutput:
      context.close(mode: .output, promise: nil)
    case .close:
      context.close(promise: nil)
    case .reset:
      resetWhenClosed(context)
      context.close(promise: nil)
    }
  }

  private func waiting(_ context: ChannelHandlerContext) -> Int {
    (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  private func resetWhenClosed(_ context: ChannelHandlerContext) {
    let provider = context.channel as? any SocketOptionProvider
    _ = provider?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
  }
}

extension HTTP1ConnectionState.CloseMode {
  fileprivate init(_ mode: CloseMode) {
    self =
      switch mode {
      case .all: .all
      case .output: .output
      case .input: .input
      }
  }
}
