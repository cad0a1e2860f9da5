import NIOCore
import NIOHTTP1

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// What leaves: `100 Continue`, the responses, and the decision which of them is the last.

extension ConnectionHandler {
  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    guard event is BodyWanted else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    if case .body(var body) = receiving, body.isExpecting, unanswered == 1, !isResponding {
      body.isExpecting = false
      body.restart()
      receiving = .body(body)
      let head = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
      arm(context)
    }
    promise?.succeed()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard ending != .closing else { return fail(promise) }
    switch unwrapOutboundIn(data) {
    case .head(let head) where head.status.code < 200:
      context.write(data, promise: promise)
    case .head(let head):
      if let failure, head.status == .badRequest, head.headers.first(name: "content-length") == "0"
      {
        // The server's own answer to what the decoder refused.
        writeHeadAndBody(context, of: failure)
      } else {
        write(head, context, promise)
      }
    case .body:
      context.write(data, promise: promise)
    case .end:
      finishResponse(context, data, promise)
    }
  }

  private func fail(_ promise: EventLoopPromise<Void>?) {
    promise?.fail(ChannelError.outputClosed)
  }

  private func write(
    _ head: HTTPResponseHead, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    var head = head
    isResponding = true
    if isLast(head) {
      ending = .afterResponse
      head.headers.replaceOrAdd(name: "Connection", value: "close")
    }
    frame(&head)
    context.write(wrapOutboundOut(.head(head)), promise: promise)
  }

  /// Says where the body ends: by its length, by chunks, or in HTTP/1.0, which has none, with the
  /// connection (RFC 9112, sections 6.1 and 6.3). The response to HEAD has no body to end.
  private func frame(_ head: inout HTTPResponseHead) {
    head.headers.remove(name: "Transfer-Encoding")
    guard head.status.mayHaveResponseBody else {
      return head.headers.remove(name: "Content-Length")
    }
    let asked = asked.first
    if !head.headers.contains(name: "Content-Length"), asked?.isHead != true,
      asked?.version != .http1_0
    {
      head.headers.add(name: "Transfer-Encoding", value: "chunked")
    }
  }

  /// Whether the connection ends with this response.
  private func isLast(_ head: HTTPResponseHead) -> Bool {
    guard head.isKeepAlive else { return true }
    guard unanswered <= 1 else { return false }
    if isShuttingDown || isLastRequest { return true }
    guard case .body(let body) = receiving else { return failure != nil && unanswered == 0 }
    return failure != nil || body.isExpecting || body.remaining ?? 0 > limits.discard.bytes
  }

  private func writeHeadAndBody(_ context: ChannelHandlerContext, of fault: TransportFault) {
    let field = fault == .malformedRequest ? faultyField : nil
    write(fault.responseHead(requestID: refusals.record(fault), field: field), context, nil)
    guard asked.first?.isHead != true else { return }
    let body = context.channel.allocator.buffer(string: fault.body(field: field))
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
  }

  private func finishResponse(
    _ context: ChannelHandlerContext, _ data: NIOAny, _ promise: EventLoopPromise<Void>?
  ) {
    isResponding = false
    _ = asked.popFirst()
    intake?.resume()
    unflushed += 1
    if ending == .afterResponse {
      ending = .closing
      receiving = .closed
    }
    if case .body(var body) = receiving, unanswered == 0 {
      body.restart()
      receiving = .body(body)
    }
    let flushed = context.eventLoop.makePromise(of: Void.self)
    flushed.futureResult.cascade(to: promise)
    flushed.futureResult.assumeIsolated().whenComplete { _ in self.responseFlushed(context) }
    context.writeAndFlush(data, promise: flushed)
    watchSending(context)
  }

  private func responseFlushed(_ context: ChannelHandlerContext) {
    unflushed -= 1
    watchSending(context)
    switch receiving {
    case .between: receiving = .between(until: .now() + TimeAmount(limits.idleTime))
    case .head: receiving = .head(until: .now() + TimeAmount(limits.headerTime))
    case .body, .closed: break
    }
    if unflushed == 0, closesWhenFlushed || ending == .closing {
      context.close(mode: .output, promise: nil)
    } else if isShuttingDown, unanswered == 0 {
      end(context)
    }
    arm(context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    watchSending(context)
    context.fireChannelWritabilityChanged()
  }

  // MARK: Ending

  /// The server closes its side when it has no more to say; what it said must have left by then,
  /// since the half-close of a socket whose client has closed already drops what is queued.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if isResponding, mode != .input {
      resetWhenClosed(context)
      abandon(context)
      promise?.succeed()
      return
    }
    guard mode == .output else { return context.close(mode: mode, promise: promise) }
    end(context)
    promise?.succeed()
  }

  /// A response that broke off must not look like a complete one, as it does where its body ends with
  /// the connection.
  private func resetWhenClosed(_ context: ChannelHandlerContext) {
    let provider = context.channel as? any SocketOptionProvider
    _ = provider?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
  }

  /// Nothing more is read or said.
  func end(_ context: ChannelHandlerContext) {
    receiving = .closed
    ending = .closing
    if unflushed > 0 {
      closesWhenFlushed = true
    } else {
      context.close(mode: .output, promise: nil)
    }
    arm(context)
  }

  /// Closes at once, with whatever is still to be sent.
  func abandon(_ context: ChannelHandlerContext) {
    receiving = .closed
    ending = .closing
    sending = nil
    context.close(promise: nil)
  }

  /// Answers in the application's place, unless its answer has begun, and ends the connection.
  func refuse(_ context: ChannelHandlerContext, _ fault: TransportFault) {
    guard !isResponding else { return end(context) }
    failure = fault
    let isAwaited = unanswered > 0
    writeHeadAndBody(context, of: fault)
    finishResponse(context, wrapOutboundOut(.end(nil)), nil)
    // Wakes the application that is reading the body.
    if isAwaited { context.fireErrorCaught(fault) }
  }
}
