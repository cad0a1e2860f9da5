import HTTPFront
package import Hummingbird
import Identity
import Logging
import NIOCore

/// What the server knows of a request while it is handled.
package struct APIContext: RequestContext {
  /// Hummingbird's part: the logger, the parameters of the path, the route.
  package var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate
  /// The client's end of the connection, or of the connection to a trusted proxy as the proxy reports
  /// it.
  var clientEnd: TrustedProxies.ClientEnd
  /// The request's id in the log, in the response and in stored records.
  var requestID = ""
  /// Nil until the access token is verified.
  var token: AccessToken?

  /// A context for a request on the source's connection.
  package init(source: Source) {
    coreContext = .init(source: source)
    bodyGate = BodyGate(channel: source.channel)
    clientEnd = .init(client: IPAddress(source.channel.remoteAddress), scheme: "http")
    // Hummingbird's own id. A record has one id: ours, which `RequestMiddleware` adds.
    logger[metadataKey: "hb.request.id"] = nil
  }

  /// The client's IPv4 address or IPv6 network, for counting requests; empty if the connection has
  /// none.
  var network: [UInt8] { clientEnd.client?.holder ?? [] }
}
