import NIOCore
import NIOHTTP2

// What of one HTTP/2 request has arrived and is not read yet. Stands first in the stream's pipeline,
// before frames become HTTP; it reads always, so that NIO holds no frames of its own, each with the
// buffer that it came in.
//
//   unwanted --BodyWanted, or the response is complete--> wanted
//
// While nobody wants the body, the client may send `TransportLimits.unwantedBody` bytes of it. They
// and the header section count for what the connection may hold. A wanted body has a window of
// `TransportLimits.streamWindow`, renewed as it is read; the application has taken its memory.

/// Bounds what an HTTP/2 stream holds before the application reads it.
final class StreamIntake: ChannelDuplexHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias InboundOut = HTTP2Frame.FramePayload
  typealias OutboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let limits: TransportLimits
  private let room: StreamRoom
  private var hasHead = false
  private var isRefused = false
  private var isWanted = false
  /// Somebody above waits for the next part, and whether parts have been handed on since.
  private var isAwaited = false
  private var hasHandedOn = false
  /// The body that nobody has read yet, in one piece, and the frame that ends it.
  private var held = ByteBuffer()
  private var end: HTTP2Frame.FramePayload?
  private var hasEnded = false
  /// Bytes that were read and that the client may send again.
  private var credit = 0
  /// Bytes of the header section, and of the unwanted body, that are counted in `room`.
  private var counted = (head: 0, body: 0)

  init(limits: TransportLimits, room: StreamRoom) {
    self.limits = limits
    self.room = room
  }

  func channelActive(context: ChannelHandlerContext) {
    context.fireChannelActive()
    context.read()
  }

  func channelInactive(context: ChannelHandlerContext) {
    forget()
    context.fireChannelInactive()
  }

  private func forget() {
    guard hasHead, !isRefused else { return }
    isRefused = true
    held = ByteBuffer()
    end = nil
    room.remove(counted.head + counted.body)
    room.streamEnded()
  }

  // MARK: Receiving

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefused else { return }
    switch unwrapInboundIn(data) {
    case .headers(let fields) where !hasHead:
      guard room.streamBegan() else { return refuse(context, .refusedStream) }
      hasHead = true
      let bytes = fields.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 }
      guard room.add(bytes) else { return refuse(context, .refusedStream) }
      counted.head = bytes
      hasEnded = fields.endStream
      handOn(context, .headers(fields))
    case .headers(let trailers):
      receiveEnd(.headers(trailers))
    case .data(let part):
      receive(context, part)
    default:
      break
    }
  }

  private func receive(_ context: ChannelHandlerContext, _ part: HTTP2Frame.FramePayload.Data) {
    if case .byteBuffer(var bytes) = part.data, bytes.readableBytes > 0 {
      if !isWanted {
        guard room.add(bytes.readableBytes) else { return refuse(context, .enhanceYourCalm) }
        counted.body += bytes.readableBytes
      }
      // A copy: a slice would keep the whole buffer that it came in, of every stream another one.
      held.writeBuffer(&bytes)
    }
    guard part.endStream else { return }
    receiveEnd(.data(.init(data: .byteBuffer(ByteBuffer()), endStream: true)))
  }

  private func receiveEnd(_ frame: HTTP2Frame.FramePayload) {
    hasEnded = true
    end = frame
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    deliver(context)
    context.read()
  }

  /// Hands on what is here, if somebody waits for it.
  ///
  /// - Returns: whether anything was handed on.
  @discardableResult
  private func deliver(_ context: ChannelHandlerContext) -> Bool {
    if isAwaited, held.readableBytes > 0 {
      let bytes = held
      held = ByteBuffer()
      renew(context, bytes.readableBytes)
      handOn(context, .data(.init(data: .byteBuffer(bytes))))
    }
    if isAwaited, let end {
      self.end = nil
      handOn(context, end)
    }
    guard hasHandedOn else { return false }
    hasHandedOn = false
    isAwaited = false
    context.fireChannelReadComplete()
    return true
  }

  private func handOn(_ context: ChannelHandlerContext, _ frame: HTTP2Frame.FramePayload) {
    hasHandedOn = true
    context.fireChannelRead(wrapInboundOut(frame))
  }

  /// Ends the stream before anything of it was, or while nobody wants its body.
  private func refuse(_ context: ChannelHandlerContext, _ code: HTTP2ErrorCode) {
    forget()
    isRefused = true
    context.writeAndFlush(wrapOutboundOut(.rstStream(code)), promise: nil)
  }

  // MARK: Reading

  func read(context: ChannelHandlerContext) {
    isAwaited = true
    // The channel reads again behind what it delivers, and this was not delivered by it: without a
    // read, nobody would seem to wait for the next part, and a slow client would never be late.
    if deliver(context) { context.pipeline.read() }
  }

  /// Lets the client send as much as was read of a body that is wanted.
  private func renew(_ context: ChannelHandlerContext, _ bytes: Int) {
    credit += bytes
    guard isWanted, credit >= limits.streamWindow / 4 else { return }
    open(context, credit)
  }

  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    guard event is BodyWanted else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    if !isWanted, !isRefused {
      isWanted = true
      room.remove(counted.body)
      counted.body = 0
      open(context, credit + limits.streamWindow - limits.unwantedBody)
    }
    promise?.succeed()
  }

  private func open(_ context: ChannelHandlerContext, _ bytes: Int) {
    credit = 0
    guard !hasEnded, context.channel.isActive, bytes > 0 else { return }
    context.writeAndFlush(
      wrapOutboundOut(.windowUpdate(windowSizeIncrement: bytes)), promise: nil)
  }
}
