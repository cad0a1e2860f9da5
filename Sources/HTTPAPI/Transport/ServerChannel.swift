package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTP1
package import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// A connection's pipeline: the server's own HTTP/1 channel, with our `ConnectionHandler` in the
/// place of its `HTTPConnectionStateHandler`, and `LingeringClose` below.
///
/// Ours stands before the conversion to version-neutral HTTP types, since it has to know HTTP/1.0
/// from HTTP/1.1. The server's handler would add an idle time-out and the graceful shutdown; both
/// are ours, because its way of closing resets a client that is still sending.
package struct ServerChannel: HTTPChannelHandler {
  package typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  package let responder: Responder
  private let limits: TransportLimits

  package init(limits: TransportLimits, responder: @escaping Responder) {
    self.limits = limits
    self.responder = responder
  }

  package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      var decoding = NIOHTTPDecoderLimitConfiguration()
      decoding.maxHeaderFieldSize = limits.headerBytes
      decoding.maxHeaderListSize = limits.headerBytes
      decoding.maxHeaderFieldCount = limits.headerFields
      try pipeline.addHandler(LingeringClose(limits: limits.discard))
      try pipeline.configureHTTPServerPipeline(
        withPipeliningAssistance: false,  // the asynchronous channel queues the requests
        withErrorHandling: false,  // ConnectionHandler words the answer
        withOutboundHeaderValidation: false,  // HTTPTypes has done it
        withEncoderConfiguration: .init(),
        withDecoderLimitConfiguration: decoding)
      try pipeline.addHandler(ConnectionHandler(limits: limits, logger: logger))
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      return try Value(
        wrappingChannelSynchronously: channel,
        configuration: .init(isOutboundHalfClosureEnabled: true))
    }
  }

  package func handle(value: Value, logger: Logger) async {
    await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
      await handleHTTP(asyncChannel: value, logger: logger)
    }
  }
}

extension HTTPServerBuilder {
  /// HTTP/1.1 with the limits and manners of `TransportLimits`, for `Application(router:server:)`.
  package static func http1(limits: TransportLimits) -> HTTPServerBuilder {
    HTTPServerBuilder { ServerChannel(limits: limits, responder: $0) }
  }
}
