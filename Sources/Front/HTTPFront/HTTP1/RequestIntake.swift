import NIOCore
import NIOHTTP1

// What of one HTTP/1 connection has arrived and is not decoded yet. Stands before the decoder, where
// there are bytes, and hands them on as `HTTP1ConnectionHandler` has use for them:
//
//   head    up to the end of one header section, while fewer than `pipelinedRequests` are unanswered
//   body    as many bytes as its length says, or a short slice of a chunked one
//
// So a request is decoded only when there is room for it. NIO reads until the end when a client ends
// its side or resets the connection, whether we want it or not: that waits here as bytes, too, up to
// `pipelinedBytes`.

/// Holds back the bytes of requests that are not to be decoded yet.
final class RequestIntake: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  /// Bytes of a chunked body that are decoded together: what may hold requests behind its end.
  private static let chunkedSlice = 2048

  private let limits: TransportLimits
  private let connection: HTTP1ConnectionHandler
  private var context: ChannelHandlerContext?
  private var scanner = HeadScanner()
  private var waiting = ByteBuffer()
  private var isClosed = false
  /// What was asked for, or came, while bytes waited.
  private var isReadHeld = false
  private var isEndHeld = false

  init(limits: TransportLimits, before connection: HTTP1ConnectionHandler) {
    self.limits = limits
    self.connection = connection
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    connection.intake = self
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    connection.intake = nil
  }

  /// Whether bytes wait for a request to be answered.
  private var isHolding: Bool { waiting.readableBytes > 0 && !isClosed && mustWait }

  private var mustWait: Bool { connection.state.isPipelineFull }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isClosed else { return }
    var bytes = unwrapInboundIn(data)
    if waiting.readableBytes == 0 { waiting = bytes } else { waiting.writeBuffer(&bytes) }
    _ = decode(context)
    if isHolding, waiting.readableBytes > limits.pipelinedBytes {
      close()
      _ = connection.handle(.pipelineOverflowed)
    }
  }

  /// - Returns: whether the decoder got anything.
  private func decode(_ context: ChannelHandlerContext) -> Bool {
    var hasDecoded = false
    while waiting.readableBytes > 0, !isClosed, !mustWait {
      guard let slice = next(context) else { break }
      hasDecoded = true
      _ = connection.handle(.decoding(slice.readableBytes))
      context.fireChannelRead(wrapInboundOut(slice))
    }
    return hasDecoded
  }

  /// What the decoder is to have next; nil if more has to arrive first.
  private func next(_ context: ChannelHandlerContext) -> ByteBuffer? {
    switch connection.state.appetite {
    case .nothing:
      close()
      return nil
    case .body(let remaining):
      let most = remaining ?? Self.chunkedSlice
      return waiting.readSlice(length: min(max(1, most), waiting.readableBytes))
    case .head:
      switch scanner.next(in: &waiting) {
      case .head(let count), .part(let count): return waiting.readSlice(length: count)
      case .nothing: return nil
      case .malformed:
        close()
        context.fireErrorCaught(HTTPParserError.invalidURL)
        return nil
      }
    }
  }

  private func close() {
    isClosed = true
    waiting = ByteBuffer()
  }

  /// To be called when a response has ended. Goes on in the next turn of the event loop.
  func resume() {
    guard waiting.readableBytes > 0 || isReadHeld || isEndHeld else { return }
    context?.eventLoop.assumeIsolated().execute { self.goOn() }
  }

  private func goOn() {
    guard let context else { return }
    if decode(context) { context.fireChannelReadComplete() }
    guard !isHolding else { return }
    if isEndHeld {
      isEndHeld = false
      context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
      context.fireChannelReadComplete()
    }
    if isReadHeld {
      isReadHeld = false
      context.read()
    }
  }

  func read(context: ChannelHandlerContext) {
    if isHolding { isReadHeld = true } else { context.read() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent, isHolding {
      isEndHeld = true
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    close()
    context.fireChannelInactive()
  }
}
