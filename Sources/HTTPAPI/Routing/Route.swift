import HTTPTypes
import Hummingbird
import Identity

/// A route of the API as data: the table of them is `RouteTable.routes(for:)`.
struct Route: Sendable {
  /// Who may call it.
  enum Access: Sendable {
    /// Anybody; the handler checks what it needs.
    case open(@Sendable (Request, APIContext) async throws -> Response)
    /// An account's token with the scope, within the account's rate.
    case account(
      Scope, RateLimiter, @Sendable (Request, AccountContext) async throws -> Response)
    /// A token of the installation with the scope `wfm-admin`.
    case administrator(@Sendable (Request, AdminContext) async throws -> Response)
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
