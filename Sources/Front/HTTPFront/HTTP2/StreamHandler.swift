import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

// The manners of one HTTP/2 stream, which is one request and its response. What `ConnectionHandler`
// is to HTTP/1; the connection's own are `HTTP2Connection`'s.
//
//   receiving   head --head--> body --end--> complete
//   answering   waiting --head--> responding --end--> answered
//
// The body of a request that is answered is dropped within `TransportLimits.discard`; then the
// stream is reset with NO_ERROR (RFC 9113, section 8.1). Timers are in
// `StreamHandler+deadlines.swift`.

/// Answers `Expect: 100-continue`, refuses what breaks a limit, and cuts slow clients.
final class StreamHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  enum Receiving {
    case head
    case body(ConnectionHandler.Body)
    case complete
  }

  enum Answering { case waiting, responding, answered }

  /// A response leaves in slices of this many bytes, each of which must leave in
  /// `TransportLimits.sendStall`.
  private static let sliceSize = 16 * 1024

  let limits: TransportLimits
  let refusals: TransportRefusals
  var receiving = Receiving.head
  var answering = Answering.waiting
  /// The transport has answered in the application's place, or that is through: nobody above reads.
  private var isDetached = false
  private var resetsWhenSent = false
  /// Parts of the response that have not left yet, and when one last did.
  var unsent = 0
  var sent = NIODeadline.now()
  var timer: (task: Scheduled<Void>, at: NIODeadline)?

  init(limits: TransportLimits, refusals: TransportRefusals) {
    self.limits = limits
    self.refusals = refusals
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.task.cancel()
    timer = nil
    if case .body = receiving, answering == .waiting {
      context.fireErrorCaught(TransportFault.clientGone)
    }
    receiving = .complete
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // At a shutdown the connection takes no more streams; this one goes on to its end, which the
    // asynchronous channel above would cut short.
    guard !(event is ChannelShouldQuiesceEvent) else { return }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case .body = receiving {
      context.fireErrorCaught(TransportFault.clientGone)
    } else {
      context.fireErrorCaught(error)
    }
  }

  // MARK: Receiving

  func read(context: ChannelHandlerContext) {
    if case .body(var body) = receiving, !body.isAwaiting {
      body.isAwaiting = true
      body.progressed = .now()
      receiving = .body(body)
      arm(context)
    }
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (unwrapInboundIn(data), receiving) {
    case (.head(let head), _):
      receive(head)
      if let fault = fault(of: head) { return refuse(context, fault) }
    case (.body(let bytes), .body(var body)):
      body.progressed = .now()
      body.isExpecting = false
      body.remaining = body.remaining.map { $0 - bytes.readableBytes }
      if answering == .answered { body.dropped += bytes.readableBytes }
      receiving = .body(body)
      if body.dropped > limits.discard.bytes { return reset(context) }
      // The server's own loop would hold on to it until the next part comes.
      if answering == .answered { return }
    case (.end, _):
      receiving = .complete
    case (.body, _):
      return
    }
    if !isDetached { context.fireChannelRead(data) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if case .body(var body) = receiving {
      body.isAwaiting = false
      receiving = .body(body)
    }
    context.fireChannelReadComplete()
    if isDetached || answering == .answered { context.read() }
    arm(context)
  }

  private func receive(_ head: HTTPRequest) {
    let now = NIODeadline.now()
    let expectation = Expectation(fieldValues: head.headerFields[values: .expect])
    receiving = .body(
      .init(
        remaining: head.headerFields[.contentLength].flatMap { Int($0) },
        isExpecting: expectation == .continue, started: now, progressed: now))
  }

  private func fault(of head: HTTPRequest) -> TransportFault? {
    if head.headerFields.count > limits.headerFields { return .headerTooLarge }
    return RequestRules.allow(head) ? nil : .malformedRequest
  }

  // MARK: Responding

  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    guard event is BodyWanted else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    if case .body(var body) = receiving, body.isExpecting, answering == .waiting {
      body.isExpecting = false
      body.restart()
      receiving = .body(body)
      context.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
      arm(context)
    }
    context.triggerUserOutboundEvent(event, promise: promise)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isDetached else {
      promise?.fail(ChannelError.outputClosed)
      return
    }
    var part = unwrapOutboundIn(data)
    switch part {
    case .head(let head) where head.status.kind != .informational:
      answering = .responding
      part = .head(head.indexingConstants)
    case .end: answering = .answered
    case .head, .body: break
    }
    if case .end = part { finish(context) }
    write(part, context, promise)
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
    if unsent == 0 { sent = .now() }
    unsent += 1
    let left = context.eventLoop.makePromise(of: Void.self)
    left.futureResult.cascade(to: promise)
    left.futureResult.assumeIsolated().whenComplete { _ in
      self.unsent -= 1
      self.sent = .now()
      if self.resetsWhenSent, self.unsent == 0 { self.reset(context) }
      self.arm(context)
    }
    context.write(wrapOutboundOut(part), promise: left)
    arm(context)
  }

  /// The application gives its stream up. Where the response is complete and the body is not, the
  /// stream still ends as `finish` has it.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    // A response that broke off must not look like a complete one (RFC 9113, section 8.1).
    if mode == .all, answering == .responding { reset(context, code: .internalError) }
    guard mode == .all, answering == .answered, case .body = receiving else {
      return context.close(mode: mode, promise: promise)
    }
    isDetached = true
    context.channel.closeFuture.cascade(to: promise)
    context.read()
  }

  /// The response is complete: what may still come of the body is dropped, for a while.
  private func finish(_ context: ChannelHandlerContext) {
    guard case .body(var body) = receiving else { return }
    if body.isExpecting || body.remaining ?? 0 > limits.discard.bytes {
      resetsWhenSent = true
      return
    }
    body.restart()
    receiving = .body(body)
    // Opens the window as for a body that is read.
    context.triggerUserOutboundEvent(BodyWanted(), promise: nil)
    arm(context)
  }

  /// Answers in the application's place, unless its answer has begun.
  func refuse(_ context: ChannelHandlerContext, _ fault: TransportFault) {
    guard answering == .waiting else { return reset(context, code: .cancel) }
    let id = refusals.record(fault)
    isDetached = true
    answering = .answered
    write(.head(fault.response(requestID: id).indexingConstants), context, nil)
    write(.body(context.channel.allocator.buffer(string: fault.body)), context, nil)
    finish(context)
    write(.end(nil), context, nil)
    context.flush()
    // Wakes the application that is reading the body.
    context.fireErrorCaught(fault)
  }

  /// Ends the stream. Without a code it is complete for us, and the client need not go on.
  func reset(_ context: ChannelHandlerContext, code: NIOHTTP2.HTTP2ErrorCode = .noError) {
    guard context.channel.isActive else { return }
    resetsWhenSent = false
    receiving = .complete
    timer?.task.cancel()
    timer = nil
    context.triggerUserOutboundEvent(
      NIOHTTP2FramePayloadToHTTPEvent.reset(code: code), promise: nil)
  }
}
