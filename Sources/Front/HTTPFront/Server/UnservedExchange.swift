import NIOCore
import NIOHTTPTypes
import Synchronization

/// The channel of requests and responses of a connection or a stream.
typealias Exchange = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

/// An exchange until the server serves it.
///
/// A server that shuts down drops accepted connections that it does not serve yet. NIO traps if an
/// asynchronous channel is dropped with its writer open, so this object closes the channel in
/// order.
final class UnservedExchange: Sendable {
  private let exchange: Mutex<Exchange?>

  /// Call it on the channel's event loop, with all other handlers in the pipeline.
  init(
    wrapping channel: any Channel, configuration: Exchange.Configuration = .init()
  ) throws {
    exchange = Mutex(
      try Exchange(wrappingChannelSynchronously: channel, configuration: configuration))
  }

  /// The exchange, for the caller to serve and close; nil if it was taken before.
  func take() -> Exchange? {
    exchange.withLock { exchange in
      defer { exchange = nil }
      return exchange
    }
  }

  deinit {
    guard let exchange = take() else { return }
    Task { try? await exchange.executeThenClose { _, _ in } }
  }
}
