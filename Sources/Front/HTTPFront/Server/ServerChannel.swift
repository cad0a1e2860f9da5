package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTP2
import Telemetry

/// Builds the pipeline of each connection: TLS if there is a certificate, with HTTP/2 if the client
/// asks for it there (ALPN), otherwise HTTP/1.1.
///
/// In HTTP/1, `HTTP1ConnectionHandler` replaces Hummingbird's `HTTPConnectionStateHandler`, whose
/// way of closing resets a client that is still sending. It sits before the conversion to
/// version-neutral HTTP types, because it tells HTTP/1.0 from HTTP/1.1. In HTTP/2,
/// `HTTP2ConnectionHandler` and one `HTTP2StreamHandler` for each request have the same tasks.
package struct ServerChannel: HTTPChannelHandler {
  /// The protocol that client and server agreed on.
  enum Negotiated: Sendable {
    case http1(UnservedExchange)
    case http2(NIOHTTP2Handler.AsyncStreamMultiplexer<UnservedExchange>)
  }

  /// A connection. Its protocol is known once TLS is up.
  package struct Value: ServerChildChannelValue {
    /// The channel of the connection.
    package let channel: any Channel
    /// Nil for a connection that was not admitted.
    let negotiated: EventLoopFuture<Negotiated>?
  }

  /// The application.
  package let responder: Responder
  let transport: HTTPTransport

  /// Connects the application to the transport.
  package init(transport: HTTPTransport, responder: @escaping Responder) {
    self.transport = transport
    self.responder = responder
  }

  /// Builds the pipeline of a connection that was accepted, or closes it if its client has too
  /// many.
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
      // A channel keeps one receive buffer of up to 64 KiB for each read in a row.
      try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
      // NIO reads all bytes that the kernel holds once the client has ended its side.
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

  /// Serves a connection until it ends.
  package func handle(value: Value, logger: Logger) async {
    do {
      switch try await value.negotiated?.get() {
      case .http1(let exchange):
        await serve(exchange, logger: logger)
      case .http2(let connection):
        // A broken connection ends the loop, but must not cancel the work of its requests.
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
      // The handshake failed, or the connection broke.
      logger.debug("connection ended", metadata: ["error": "\(error)"])
    }
  }

  private func serve(_ unserved: UnservedExchange, logger: Logger) async {
    guard let exchange = unserved.take() else { return }
    await withTaskExecutorPreference(EventLoopExecutor(exchange.channel.eventLoop)) {
      await handleHTTP(asyncChannel: exchange, logger: logger)
    }
  }
}
