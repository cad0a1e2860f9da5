import HTTPFront
package import Hummingbird
import Identity
import Logging
import NIOCore

/// The context of a request while it is handled.
package struct APIContext: RequestContext {
  /// Hummingbird's part: the logger, the parameters of the path, the route.
  package var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate
  /// The client's address and the URL by which it reached the server. Behind a trusted proxy, both
  /// are as the proxy reports them.
  var clientEnd: TrustedProxies.ClientEnd
  /// The request's id in the log, in the response and in stored records.
  var requestID = ""
  /// Nil until the access token is verified.
  var token: AccessToken?

  /// Creates a context for a request on the source's connection.
  package init(source: Source) {
    coreContext = .init(source: source)
    bodyGate = BodyGate(channel: source.channel)
    clientEnd = .init(client: IPAddress(source.channel.remoteAddress), scheme: "http")
    // Removes Hummingbird's own id, so that a record has only the id that `RequestMiddleware` adds.
    logger[metadataKey: "hb.request.id"] = nil
  }

  /// The client's IPv4 address or IPv6 network, for counting requests; empty if the connection has
  /// none.
  var network: [UInt8] { clientEnd.client?.holder ?? [] }
}
