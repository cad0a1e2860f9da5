package import NIOCore

/// The application's side of `Expect: 100-continue`.
///
/// A request's context has one. An endpoint opens it once the headers have passed its checks, just
/// before it reads the body. The server then sends `100 Continue` if the client expects it and no
/// byte of the body has arrived. If a request is answered while its gate is closed, its response
/// has `Connection: close`, because its body may never come. Otherwise an opened gate changes
/// nothing.
package struct BodyGate: Sendable {
  private let channel: any Channel

  /// - Parameter channel: the channel of the connection, from the context's source.
  package init(channel: any Channel) {
    self.channel = channel
  }

  /// Whether the connection, or the HTTP/2 stream, has ended. It has not if the client has only
  /// ended its own side.
  package var isClientGone: Bool { !channel.isActive }

  /// Lets the client send the body. Does not wait. If the connection has ended, reading the body
  /// throws.
  package func open() {
    channel.triggerUserOutboundEvent(BodyWanted(), promise: nil)
  }
}
