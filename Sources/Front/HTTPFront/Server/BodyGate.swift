package import NIOCore

/// The application's side of `Expect: 100-continue`: a request context keeps one, and an endpoint
/// opens it when the checks on the headers have passed, just before it reads the body.
///
/// A client that asked is told `100 Continue` then, once, and only if no byte of the body has
/// arrived. A request that is answered without it gets `Connection: close`, since its body may
/// never come. Opening the gate of a request that asked for nothing does nothing.
package struct BodyGate: Sendable {
  private let channel: any Channel

  /// - Parameter channel: the connection, from the context's source.
  package init(channel: any Channel) {
    self.channel = channel
  }

  /// Whether the connection, or the stream of HTTP/2, has ended. One whose client has only ended its
  /// own side has not.
  package var isClientGone: Bool { !channel.isActive }

  /// Lets the client send the body. Does not wait; a connection that has gone is found by reading.
  package func open() {
    channel.triggerUserOutboundEvent(BodyWanted(), promise: nil)
  }
}
