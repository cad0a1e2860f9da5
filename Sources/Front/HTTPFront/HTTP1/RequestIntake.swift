import NIOCore
import NIOHTTP1

// The bytes of one HTTP/1 connection that have arrived and are not decoded yet. This handler is
// before the decoder, and passes bytes on as `HTTP1ConnectionState.appetite` asks for them:
//
//   head    up to the end of one header section, if fewer than `pipelinedRequests` are unanswered
//   body    as many bytes as its length says, or a short slice of a chunked body
//
// So a request is decoded only if its connection has room for it. Once a client ends its side or
// resets the connection, NIO reads everything that has arrived. These bytes wait here too, up to
// `pipelinedBytes`.

/// Holds the bytes of pipelined requests until there is room to decode them.
final class RequestIntake: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  /// Bytes of a chunked body that are decoded together. The last slice may hold requests that
  /// follow the body.
  private static let chunkedSlice = 2048

  private let limits: TransportLimits
  private let connection: HTTP1ConnectionHandler
  private var context: ChannelHandlerContext?
  private var scanner = HeadScanner()
  private var waiting = ByteBuffer()
  private var isClosed = false
  /// Whether a read was asked for while bytes waited.
  private var isReadHeld = false
  /// Whether the client ended its side while bytes waited.
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

  /// Passes on as many bytes as the state allows.
  ///
  /// - Returns: whether the decoder got any.
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

  /// The next bytes for the decoder; nil if more must arrive first.
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

  /// Call it when a response has ended. Decoding continues in the next turn of the event loop.
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
