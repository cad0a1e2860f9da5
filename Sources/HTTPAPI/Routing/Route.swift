import HTTPTypes
import Hummingbird
import Identity

/// A route of the API as data: the table of them is `RouteTable.routes(for:)`.
struct Route: Sendable {
  /// Who may call it.
  enum Access: Sendable {
    /// Anybody; the handler checks what it needs.
    case open(@Sendable (Request, APIContext) async throws -> Response)
    /// A token with the scope, within the rate.
    case scope(
      Scope, RateLimiter, @Sendable (Request, AuthorizedContext) async throws -> Response)
  }

  let method: HTTPRequest.Method
  let path: String
  let access: Access
  /// Also served behind the gateway's prefix.
  let isPrefixed: Bool
}

extension Route {
  /// What a gateway strips from the public paths.
  static let gatewayPrefix = "/wfm/aion"

  var paths: [String] { isPrefixed ? [path, Self.gatewayPrefix + path] : [path] }
}
