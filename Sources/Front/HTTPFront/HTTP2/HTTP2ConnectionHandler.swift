import NIOCore
import NIOHTTP2

// Translates between NIO and `HTTP2ConnectionState`, which decides. This handler is after NIO's
// HTTP/2 handler in the pipeline, on the event loop.

/// Closes an HTTP/2 connection that is idle or has reached its limit of requests. Also closes it if
/// the server shuts down or the client broke a rule.
final class HTTP2ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTP2Frame
  typealias InboundOut = HTTP2Frame
  typealias OutboundIn = HTTP2Frame
  typealias OutboundOut = HTTP2Frame

  private static let farewell = HTTP2PingData(withInteger: 0x5746_4D20_6279_6521)

  var timer: (task: Scheduled<Void>, at: NIODeadline)?
  private var context: ChannelHandlerContext?
  private var state: HTTP2ConnectionState

  init(limits: TransportLimits) {
    state = HTTP2ConnectionState(limits: limits)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    handle(.connected)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.task.cancel()
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .ping(Self.farewell, ack: true) = unwrapInboundIn(data).payload {
      handle(.pingAnswered)
    }
    context.fireChannelRead(data)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent: handle(.shutdown)
    case ChannelEvent.inputClosed: handle(.inputClosed)
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    handle(.failed)
    context.fireErrorCaught(error)
  }

  /// Changes the state and carries out its actions. Some actions wait for the next turn of the
  /// event loop, because NIO's HTTP/2 handler may be in the middle of a frame.
  fileprivate func handle(_ event: HTTP2ConnectionState.Event) {
    guard let context else { return }
    switch state.handle(event, at: .now()) {
    case .none: break
    case .announceSoon: soon(context) { $0.handle(.requestLimitReached) }
    case .announce:
      send(.goAway(lastStreamID: .maxID, errorCode: .noError, opaqueData: nil), context)
      send(.ping(Self.farewell, ack: false), context)
      context.flush()
    case .sayLast(let id, let closes):
      send(.goAway(lastStreamID: id, errorCode: .noError, opaqueData: nil), context)
      context.flush()
      if closes { close(context) }
    case .close: close(context)
    }
    arm(context)
  }

  /// NIO's handler reports that a stream is closed, or a rule broken, before it flushes the last
  /// frames.
  private func close(_ context: ChannelHandlerContext) {
    soon(context) { $0.context?.close(promise: nil) }
  }

  private func soon(
    _ context: ChannelHandlerContext, _ action: @escaping (HTTP2ConnectionHandler) -> Void
  ) {
    context.eventLoop.assumeIsolated().execute { action(self) }
  }

  private func send(_ payload: HTTP2Frame.FramePayload, _ context: ChannelHandlerContext) {
    context.write(
      wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: payload)), promise: nil)
  }
}

extension HTTP2ConnectionHandler: DeadlineTimer {
  var nextDeadline: NIODeadline? { state.deadline }

  func cutIfLate(_: ChannelHandlerContext) { handle(.timeOut) }
}

/// Reports the events of NIO's HTTP/2 handler to a connection. Called on the connection's event
/// loop.
struct HTTP2ConnectionDelegate: NIOHTTP2StreamDelegate, NIOHTTP2FrameDelegate {
  private let connection: NIOLoopBound<HTTP2ConnectionHandler>

  init(_ connection: HTTP2ConnectionHandler, eventLoop: any EventLoop) {
    self.connection = NIOLoopBound(connection, eventLoop: eventLoop)
  }

  func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
    connection.value.handle(.streamOpened(id))
  }

  func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
    connection.value.handle(.streamClosed)
  }

  func wroteFrame(_ frame: HTTP2Frame) {
    guard case .goAway(_, let code, _) = frame.payload, code != .noError else { return }
    connection.value.handle(.wroteError)
  }
}
