import NIOCore
import NIOHTTP2

// Translates between NIO and `HTTP2StreamIntakeState`, which decides, and holds the bytes. This
// handler is the first in the stream's pipeline, before frames become HTTP. It always reads. Frames
// that NIO holds would each keep the whole buffer that they came in.

/// Limits the bytes that an HTTP/2 stream holds before the application reads them.
final class HTTP2StreamIntake: ChannelDuplexHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias InboundOut = HTTP2Frame.FramePayload
  typealias OutboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let room: StreamRoom
  private var state: HTTP2StreamIntakeState
  /// The unread part of the body in one buffer, and the frame that ends the body.
  private var held = ByteBuffer()
  private var end: HTTP2Frame.FramePayload?

  init(limits: TransportLimits, room: StreamRoom) {
    self.room = room
    state = HTTP2StreamIntakeState(limits: limits)
  }

  func channelActive(context: ChannelHandlerContext) {
    context.fireChannelActive()
    context.read()
  }

  func channelInactive(context: ChannelHandlerContext) {
    perform(state.handle(.closed), context)
    context.fireChannelInactive()
  }

  // MARK: Receiving

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .headers(let fields) where !state.isOpen: receiveHead(fields, data, context)
    case .headers(let trailers): receiveEnd(.headers(trailers), state.handle(.trailers), context)
    case .data(let part): receive(part, context)
    default: break
    }
  }

  private func receiveHead(
    _ fields: HTTP2Frame.FramePayload.Headers, _ data: NIOAny, _ context: ChannelHandlerContext
  ) {
    let bytes = fields.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 }
    let action = state.handle(.head(bytes, room.admit(bytes), endsStream: fields.endStream))
    guard case .forward = action else { return perform(action, context) }
    context.fireChannelRead(data)
  }

  private func receive(_ part: HTTP2Frame.FramePayload.Data, _ context: ChannelHandlerContext) {
    guard case .byteBuffer(var bytes) = part.data else { return }
    let count = bytes.readableBytes
    let hasRoom = !state.countsBody || room.add(count)
    let action = state.handle(.data(count, hasRoom: hasRoom, endsStream: part.endStream))
    guard case .hold = action else { return perform(action, context) }
    // A copy: a slice would keep the whole buffer that it came in, a separate one for every stream.
    if count > 0 { held.writeBuffer(&bytes) }
    guard part.endStream else { return }
    end = .data(.init(data: .byteBuffer(ByteBuffer()), endStream: true))
  }

  private func receiveEnd(
    _ frame: HTTP2Frame.FramePayload, _ action: HTTP2StreamIntakeState.Action,
    _ context: ChannelHandlerContext
  ) {
    guard case .hold = action else { return perform(action, context) }
    end = frame
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    perform(state.handle(.readCompleted), context)
    context.read()
  }

  // MARK: Reading

  func read(context: ChannelHandlerContext) {
    let action = state.handle(.readRequested)
    perform(action, context)
    // The channel reads again only after what it delivered itself, and it did not deliver this.
    // Without a read, the state would see no wait for the next bytes, and a slow client would never
    // time out.
    if case .deliver = action { context.pipeline.read() }
  }

  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    guard event is BodyWanted else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    perform(state.handle(.bodyWanted), context)
    promise?.succeed()
  }

  // MARK: Actions

  private func perform(
    _ action: HTTP2StreamIntakeState.Action, _ context: ChannelHandlerContext
  ) {
    switch action {
    case .none, .forward, .hold:
      break
    case .deliver(let body, let end, let window):
      open(window, context)
      if body { deliverBody(context) }
      if end { deliverEnd(context) }
      context.fireChannelReadComplete()
    case .open(let released, let window):
      room.remove(released)
      open(window, context)
    case .refuse(let reason, let room):
      release(room)
      let code: HTTP2ErrorCode = reason == .refusedStream ? .refusedStream : .enhanceYourCalm
      context.writeAndFlush(wrapOutboundOut(.rstStream(code)), promise: nil)
    case .release(let room):
      release(room)
    }
  }

  private func deliverBody(_ context: ChannelHandlerContext) {
    let bytes = held
    held = ByteBuffer()
    context.fireChannelRead(wrapInboundOut(.data(.init(data: .byteBuffer(bytes)))))
  }

  private func deliverEnd(_ context: ChannelHandlerContext) {
    guard let end else { return }
    self.end = nil
    context.fireChannelRead(wrapInboundOut(end))
  }

  private func release(_ share: StreamRoom.Share) {
    held = ByteBuffer()
    end = nil
    room.release(share)
  }

  private func open(_ window: Int, _ context: ChannelHandlerContext) {
    guard window > 0, context.channel.isActive else { return }
    context.writeAndFlush(
      wrapOutboundOut(.windowUpdate(windowSizeIncrement: window)), promise: nil)
  }
}
