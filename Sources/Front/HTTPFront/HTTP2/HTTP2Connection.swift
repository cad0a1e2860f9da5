import NIOCore
import NIOHTTP2

// The end of one HTTP/2 connection. Owns: how many streams are open, and the way to the close.
// Stands behind NIO's HTTP/2 handler, on the event loop.
//
//   open --idle, enough requests, or shutdown--> announced --PING answered, or 1 s--> last --no stream is open--> closed
//
// `announced`: GOAWAY with the highest id and a PING have been sent, so that requests on their way
// are still taken. `last`: GOAWAY with the last id that was taken (RFC 9113, section 6.8).

/// Closes an HTTP/2 connection that is idle or has had its number of requests, whose server shuts
/// down, or whose client broke a rule.
final class HTTP2Connection: ChannelDuplexHandler {
  typealias InboundIn = HTTP2Frame
  typealias InboundOut = HTTP2Frame
  typealias OutboundIn = HTTP2Frame
  typealias OutboundOut = HTTP2Frame

  private enum Ending { case open, announced, last }

  /// For the client's answer to the PING.
  private static let patience = TimeAmount.seconds(1)
  private static let farewell = HTTP2PingData(withInteger: 0x5746_4D20_6279_6521)

  private let limits: TransportLimits
  private var context: ChannelHandlerContext?
  private var ending = Ending.open
  private var openStreams = 0
  private var requests = 0
  private var lastStream = HTTP2StreamID.rootStream
  private var hasFailed = false
  private var timer: Scheduled<Void>?

  init(limits: TransportLimits) {
    self.limits = limits
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    schedule(in: TimeAmount(limits.headerTime)) { self.announce() }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .ping(Self.farewell, ack: true) = unwrapInboundIn(data).payload { sayLast() }
    context.fireChannelRead(data)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent: announce()
    case ChannelEvent.inputClosed: end()
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// An error of the connection: the client has its GOAWAY. One of a stream ends that stream.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if hasFailed { end() }
    context.fireErrorCaught(error)
  }

  private func schedule(in time: TimeAmount, _ action: @escaping () -> Void) {
    timer?.cancel()
    timer = context?.eventLoop.assumeIsolated().scheduleTask(in: time) { action() }
  }

  private func announce() {
    guard ending == .open else { return }
    ending = .announced
    send(.goAway(lastStreamID: .maxID, errorCode: .noError, opaqueData: nil))
    send(.ping(Self.farewell, ack: false))
    context?.flush()
    schedule(in: Self.patience) { self.sayLast() }
  }

  private func sayLast() {
    guard ending == .announced else { return }
    ending = .last
    timer?.cancel()
    send(.goAway(lastStreamID: lastStream, errorCode: .noError, opaqueData: nil))
    context?.flush()
    if openStreams == 0 { end() }
  }

  /// Closes in the next turn of the event loop: NIO's handler says that a stream is closed, or a rule
  /// broken, before it flushes the last frames of it.
  private func end() {
    context?.eventLoop.assumeIsolated().execute { self.context?.close(promise: nil) }
  }

  private func send(_ payload: HTTP2Frame.FramePayload) {
    context?.write(
      wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: payload)), promise: nil)
  }

  fileprivate func opened(_ stream: HTTP2StreamID) {
    openStreams += 1
    requests += 1
    lastStream = max(lastStream, stream)
    guard ending == .open else { return }
    timer?.cancel()
    guard requests >= limits.requestsPerConnection else { return }
    // NIO's handler is in the middle of a frame.
    context?.eventLoop.assumeIsolated().execute { self.announce() }
  }

  fileprivate func closed() {
    openStreams -= 1
    guard openStreams == 0 else { return }
    switch ending {
    case .open: schedule(in: TimeAmount(limits.idleTime)) { self.announce() }
    case .announced: break
    case .last: end()
    }
  }

  fileprivate func wrote(_ frame: HTTP2Frame) {
    if case .goAway(_, let code, _) = frame.payload, code != .noError { hasFailed = true }
  }
}

/// Tells a connection what NIO's HTTP/2 handler does. Called on the connection's event loop.
struct HTTP2ConnectionDelegate: NIOHTTP2StreamDelegate, NIOHTTP2FrameDelegate {
  private let connection: NIOLoopBound<HTTP2Connection>

  init(_ connection: HTTP2Connection, eventLoop: any EventLoop) {
    self.connection = NIOLoopBound(connection, eventLoop: eventLoop)
  }

  func streamCreated(_ id: HTTP2StreamID, channel: any Channel) { connection.value.opened(id) }

  func streamClosed(_ id: HTTP2StreamID, channel: any Channel) { connection.value.closed() }

  func wroteFrame(_ frame: HTTP2Frame) { connection.value.wrote(frame) }
}
