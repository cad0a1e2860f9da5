import NIOCore
import NIOHTTP1

// Translates between NIO and `HTTP1ConnectionState`, which decides. The handler is between the
// HTTP/1 codec and the server's asynchronous channel, on the event loop. The application reaches it
// through `BodyGate`. The outgoing side is in `HTTP1ConnectionHandler+responding.swift`.
// `LingeringClose` closes the connection.

/// Answers `Expect: 100-continue`, drops the rest of a rejected request, disconnects slow clients
/// and closes the connection in order.
final class HTTP1ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  let refusals: TransportRefusals
  var state: HTTP1ConnectionState
  var timer: (task: Scheduled<Void>, at: NIODeadline)?
  /// Holds bytes until they may be decoded.
  weak var intake: RequestIntake?
  private let input: DecoderInput

  init(limits: TransportLimits, refusals: TransportRefusals, input: DecoderInput) {
    state = HTTP1ConnectionState(limits: limits)
    self.refusals = refusals
    self.input = input
  }

  func handle(_ event: HTTP1ConnectionState.Event) -> HTTP1ConnectionState.Action {
    state.handle(event, at: .now())
  }

  /// With TLS, the connection is already up here.
  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  private func begin(_ context: ChannelHandlerContext) {
    perform(handle(.connected), context)
    arm(context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    perform(handle(.disconnected), context)
    timer?.task.cancel()
    context.fireChannelInactive()
  }

  // MARK: Receiving

  func read(context: ChannelHandlerContext) {
    perform(handle(.readRequested), context)
    arm(context)
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let received):
      let head = RequestRules.normalised(received)
      let action = handle(.head(head.map { RequestFacts($0) }))
      guard case .forward = action, let head else { return perform(action, context) }
      context.fireChannelRead(wrapInboundOut(.head(head)))
    case .body(let bytes):
      forward(data, unless: handle(.body(bytes.readableBytes)), context)
    case .end:
      forward(data, unless: handle(.end), context)
    }
  }

  private func forward(
    _ data: NIOAny, unless action: HTTP1ConnectionState.Action, _ context: ChannelHandlerContext
  ) {
    guard case .forward = action else { return perform(action, context) }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    perform(handle(.readCompleted), context)
    context.fireChannelReadComplete()
    arm(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let action = handle(.failed(failure(behind: error)))
    guard case .forward = action else { return perform(action, context) }
    context.fireErrorCaught(error)
  }

  private func failure(behind error: any Error) -> HTTP1ConnectionState.Failure? {
    TransportFault(error).map { fault in
      .init(
        fault: fault, field: fault == .malformedRequest ? input.fieldWithControlCharacter : nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent { perform(handle(.shutdown), context) }
    context.fireUserInboundEventTriggered(event)
  }
}

extension HTTP1ConnectionHandler: DeadlineTimer {
  var nextDeadline: NIODeadline? { state.deadline?.at }

  func cutIfLate(_ context: ChannelHandlerContext) { perform(handle(.timeOut), context) }
}
