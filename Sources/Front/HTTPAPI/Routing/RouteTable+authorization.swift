import Authorization
import Hummingbird
import Throttling

extension RouteTable {
  /// The routes of a server that issues access tokens.
  ///
  /// - Parameters:
  ///   - rates: the budget of tokens, and the clock by which failures expire.
  ///   - memory: the memory for the bodies of token requests.
  static func authorizationRoutes(
    for server: AuthorizationServer, rates: RateLimits, memory: BodyMemory
  ) -> [Route] {
    let token = PostToken(
      server: server, failures: FailedAuthentications(now: rates.now),
      budget: .tokens(rates), memory: memory)
    let description = GetAuthorizationServer(server: server)
    let path = AuthorizationServerMetadata.path
    var routes = [
      Route(
        method: .post, path: AuthorizationServerMetadata.tokenPath, access: .open(token.respond),
        isPrefixed: true),
      Route(
        method: .get, path: AuthorizationServerMetadata.jwksPath, access: .open(description.keys),
        isPrefixed: true),
      Route(method: .get, path: path, access: .open(description.metadata), isPrefixed: true),
    ]
    // RFC 8414 section 3.1 puts the path of the issuer last.
    if let issuerPath = server.metadata.issuerPath {
      routes.append(
        Route(
          method: .get, path: path + issuerPath, access: .open(description.metadata),
          isPrefixed: false))
    }
    return routes
  }
}
