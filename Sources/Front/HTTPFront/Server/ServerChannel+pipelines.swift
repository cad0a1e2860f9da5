import Logging
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOHTTPTypesHTTP2
import NIOSSL
import NIOTLS

// The handlers of each protocol.

extension ServerChannel {
  func addTLS(
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

  func addHTTP1(
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

  /// Parts of a body that wait to be read; each may have 64 KiB.
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
        try pipeline.addHandler(HTTP2StreamIntake(limits: limits, room: room.value))
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
}
