package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOHTTPTypesHTTP2
import NIOSSL
import NIOTLS
import Telemetry

/// What a connection of the server is made of: TLS where there is a certificate, and HTTP/2 where
/// the client asks for it there (ALPN), else HTTP/1.1.
///
/// HTTP/1 has our `HTTP1ConnectionHandler` in the place of the server's own `HTTPConnectionStateHandler`,
/// and `LingeringClose` below. Ours stands before the conversion to version-neutral HTTP types,
/// since it has to know HTTP/1.0 from HTTP/1.1. The server's handler would add an idle time-out and
/// the graceful shutdown; both are ours, because its way of closing resets a client that is still
/// sending. In HTTP/2, `HTTP2ConnectionHandler` and a `HTTP2StreamHandler` for each request do the same.
package struct ServerChannel: HTTPChannelHandler {
  /// What the client and we agreed on.
  enum Negotiated: Sendable {
    case http1(UnservedExchange)
    case http2(NIOHTTP2Handler.AsyncStreamMultiplexer<UnservedExchange>)
  }

  /// A connection with its protocol, which is known once TLS is up.
  package struct Value: ServerChildChannelValue {
    package let channel: any Channel
    /// Nil for a connection that was not admitted.
    let negotiated: EventLoopFuture<Negotiated>?
  }

  package let responder: Responder
  private let transport: HTTPTransport

  package init(transport: HTTPTransport, responder: @escaping Responder) {
    self.transport = transport
    self.responder = responder
  }

  package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      guard transport.admission.admit(channel, logger: logger) else {
        transport.metrics.refusedConnections.increment()
        try channel.pipeline.syncOperations.addHandler(ImmediateClose())
        return Value(channel: channel, negotiated: nil)
      }
      let open = transport.metrics.openConnections
      open.increment()
      channel.closeFuture.whenComplete { _ in open.decrement() }
      // A channel keeps as many receive buffers as it may fill in a row, each of up to 64 KiB.
      try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
      // NIO reads all that the kernel has once the client has ended its side.
      try channel.syncOptions?.setOption(
        .socketOption(.so_rcvbuf), value: SocketOptionValue(transport.limits.receiveBuffer))
      guard let certificate = transport.certificate else {
        let http1 = try addHTTP1(to: channel, isSecure: false, logger: logger)
        return Value(
          channel: channel, negotiated: channel.eventLoop.makeSucceededFuture(.http1(http1)))
      }
      return Value(
        channel: channel,
        negotiated: try addTLS(to: channel, context: certificate.context, logger: logger))
    }
  }

  private func addTLS(
    to channel: any Channel, context: NIOSSLContext, logger: Logger
  ) throws -> EventLoopFuture<Negotiated> {
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(NIOSSLServerHandler(context: context))
    try pipeline.addHandler(HandshakeDeadline(time: transport.limits.handshakeTime))
    let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Negotiated> { result in
      channel.eventLoop.makeCompletedFuture {
        if case .negotiated("h2") = result {
          return .http2(try addHTTP2(to: channel, logger: logger))
        }
        return .http1(try addHTTP1(to: channel, isSecure: true, logger: logger))
      }
    }
    try pipeline.addHandler(negotiation)
    return negotiation.protocolNegotiationResult
  }

  private func addHTTP1(
    to channel: any Channel, isSecure: Bool, logger: Logger
  ) throws -> UnservedExchange {
    let pipeline = channel.pipeline.syncOperations
    let limits = transport.limits
    var decoding = NIOHTTPDecoderLimitConfiguration()
    decoding.maxHeaderFieldSize = limits.headerBytes
    decoding.maxHeaderListSize = limits.headerBytes
    decoding.maxHeaderFieldCount = limits.headerFields
    var encoding = HTTPResponseEncoder.Configuration()
    encoding.automaticallySetFramingHeaders = false  // HTTP1ConnectionHandler knows the request
    let input = DecoderInput()
    let connection = HTTP1ConnectionHandler(
      limits: limits, refusals: refusals(logger), input: input)
    try pipeline.addHandler(LingeringClose(limits: limits.discard))
    try pipeline.addHandler(RequestIntake(limits: limits, before: connection))
    try pipeline.addHandler(input)
    try pipeline.configureHTTPServerPipeline(
      withPipeliningAssistance: false,  // the asynchronous channel queues the requests
      withErrorHandling: false,  // HTTP1ConnectionHandler words the answer
      withOutboundHeaderValidation: false,  // HTTPTypes has done it
      withEncoderConfiguration: encoding,
      withDecoderLimitConfiguration: decoding)
    try pipeline.addHandler(connection)
    try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: isSecure))
    return try UnservedExchange(
      wrapping: channel,
      configuration: .init(
        backPressureStrategy: Self.unreadParts, isOutboundHalfClosureEnabled: true))
  }

  /// Of a body that waits to be read: each part may have 64 KiB.
  private static var unreadParts: NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark {
    .init(lowWatermark: 1, highWatermark: 2)
  }

  private func addHTTP2(
    to channel: any Channel, logger: Logger
  ) throws -> NIOHTTP2Handler.AsyncStreamMultiplexer<UnservedExchange> {
    let limits = transport.limits
    let connection = HTTP2ConnectionHandler(limits: limits)
    let delegate = HTTP2ConnectionDelegate(connection, eventLoop: channel.eventLoop)
    let room = NIOLoopBound(
      StreamRoom(
        limits: limits, admission: transport.admission, client: channel.remoteAddress),
      eventLoop: channel.eventLoop)
    try channel.pipeline.syncOperations.addHandler(TableSizeCap())
    let multiplexer = try channel.pipeline.syncOperations.configureAsyncHTTP2Pipeline(
      mode: .server, streamDelegate: delegate, frameDelegate: delegate,
      configuration: limits.http2
    ) { stream in
      stream.eventLoop.makeCompletedFuture {
        let pipeline = stream.pipeline.syncOperations
        try pipeline.addHandler(StreamIntake(limits: limits, room: room.value))
        try pipeline.addHandler(HTTP2FramePayloadToHTTPServerCodec())
        try pipeline.addHandler(HTTP2StreamHandler(limits: limits, refusals: refusals(logger)))
        return try UnservedExchange(
          wrapping: stream, configuration: .init(backPressureStrategy: Self.unreadParts))
      }
    }
    try channel.pipeline.syncOperations.addHandler(connection)
    return multiplexer
  }

  private func refusals(_ logger: Logger) -> TransportRefusals {
    TransportRefusals(logger: logger, metrics: transport.metrics)
  }

  package func handle(value: Value, logger: Logger) async {
    do {
      switch try await value.negotiated?.get() {
      case .http1(let exchange):
        await serve(exchange, logger: logger)
      case .http2(let connection):
        // A broken connection ends the loop, and must not cancel what its requests have begun.
        try await withDiscardingTaskGroup { group in
          do {
            for try await stream in connection.inbound {
              group.addTask { await serve(stream, logger: logger) }
            }
            return Result<Void, any Error>.success(())
          } catch {
            return .failure(error)
          }
        }.get()
      case nil: break
      }
    } catch {
      // A handshake that failed, or a broken connection.
      logger.debug("Connection ended", metadata: ["error": "\(error)"])
    }
  }

  private func serve(_ unserved: UnservedExchange, logger: Logger) async {
    guard let exchange = unserved.take() else { return }
    await withTaskExecutorPreference(EventLoopExecutor(exchange.channel.eventLoop)) {
      await handleHTTP(asyncChannel: exchange, logger: logger)
    }
  }
}
