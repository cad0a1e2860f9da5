import NIOCore
import NIOHTTPTypes
import Synchronization

/// A connection's or a stream's channel of requests and responses.
typealias Exchange = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

/// An exchange until somebody serves it. A server that shuts down drops the connections that it has
/// accepted and not handed out yet, and NIO traps where an asynchronous channel is dropped with its
/// writer open: one that nobody took is closed in order instead.
final class UnservedExchange: Sendable {
  private let exchange: Mutex<Exchange?>

  /// To be called on the channel's event loop, with all other handlers in the pipeline.
  init(
    wrapping channel: any Channel, configuration: Exchange.Configuration = .init()
  ) throws {
    exchange = Mutex(
      try Exchange(wrappingChannelSynchronously: channel, configuration: configuration))
  }

  /// For the one that serves it, and closes it then; nil where it was taken before.
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
