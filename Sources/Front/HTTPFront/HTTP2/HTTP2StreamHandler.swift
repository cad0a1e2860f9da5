import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

// Translates between NIO and `HTTP2StreamState`, which decides. The handler is between the HTTP/2
// codec of one stream and the server's asynchronous channel, on the event loop. The outgoing side
// is in `HTTP2StreamHandler+responding.swift`.

/// Answers `Expect: 100-continue`, rejects requests over a limit, and disconnects slow clients.
final class HTTP2StreamHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  let refusals: TransportRefusals
  var state: HTTP2StreamState
  var timer: (task: Scheduled<Void>, at: NIODeadline)?
  private let headerFields: Int

  init(limits: TransportLimits, refusals: TransportRefusals) {
    state = HTTP2StreamState(limits: limits)
    headerFields = limits.headerFields
    self.refusals = refusals
  }

  func handle(_ event: HTTP2StreamState.Event) -> HTTP2StreamState.Action {
    state.handle(event, at: .now())
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.task.cancel()
    timer = nil
    perform(handle(.disconnected), context)
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // At a shutdown the connection takes no more streams. The event is not passed on, because the
    // asynchronous channel above would end this stream early.
    guard !(event is ChannelShouldQuiesceEvent) else { return }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let action = handle(.failed)
    guard case .forward = action else { return perform(action, context) }
    context.fireErrorCaught(error)
  }

  func read(context: ChannelHandlerContext) {
    perform(handle(.readRequested), context)
    arm(context)
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let action =
      switch unwrapInboundIn(data) {
      case .head(let head): handle(.head(RequestFacts(head), fault(of: head)))
      case .body(let bytes): handle(.body(bytes.readableBytes))
      case .end: handle(.end)
      }
    guard case .forward = action else { return perform(action, context) }
    context.fireChannelRead(data)
  }

  private func fault(of head: HTTPRequest) -> TransportFault? {
    if head.headerFields.count > headerFields { return .headerTooLarge }
    return RequestRules.allow(head) ? nil : .malformedRequest
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    let action = handle(.readCompleted)
    context.fireChannelReadComplete()
    perform(action, context)
    arm(context)
  }
}

extension HTTP2StreamHandler: DeadlineTimer {
  var nextDeadline: NIODeadline? { state.deadline?.at }

  func cutIfLate(_ context: ChannelHandlerContext) { perform(handle(.timeOut), context) }
}
