package import HTTPTypes
import Hummingbird
package import Identity
import Throttling

/// A route of the API as a value. `RouteTable.routes(for:)` is the table of all routes.
package struct Route: Sendable {
  /// The callers that a route admits, and its handler.
  enum Access: Sendable {
    /// Admits every request. The handler does its own checks.
    case open(@Sendable (Request, APIContext) async throws -> Response)
    /// An account's token with the scope, within the account's budget.
    case account(
      Scope, RateBudget, @Sendable (Request, AccountContext) async throws -> Response)
    /// A token of the installation with the scope `wfm-admin`, within its client's budget.
    case administrator(
      RateBudget, @Sendable (Request, AdminContext) async throws -> Response)
  }

  /// The method of the requests.
  package let method: HTTPRequest.Method
  /// The path, with a colon before the name of a parameter:
  /// `/v1/schedules/event-imports/:import_id`.
  package let path: String
  let access: Access
  /// Whether the route is served with the gateway's prefix, too.
  package let isPrefixed: Bool
}

extension Route {
  /// The prefix that a gateway may strip from the public paths.
  package static let gatewayPrefix = "/wfm/aion"

  /// The route for HEAD on this resource. The handler answers as for GET, and `RequestMiddleware`
  /// removes the body.
  var asHead: Route { Route(method: .head, path: path, access: access, isPrefixed: isPrefixed) }

  /// The path, and the path with the gateway's prefix if the route has it.
  package var paths: [String] { isPrefixed ? [path, Self.gatewayPrefix + path] : [path] }

  /// The kinds of limits that reject a request with 429.
  enum Limit: String, CaseIterable {
    case uploads, reads, administration
    /// Failed authentications at the token endpoint.
    case authentication
  }

  /// The limit that a 429 of this route belongs to.
  var limit: Limit {
    switch access {
    case .open: .authentication
    case .account(.write, _, _): .uploads
    case .account: .reads
    case .administrator: .administration
    }
  }

  /// The scope that a token must have; nil if the route needs no token.
  package var scope: Scope? {
    switch access {
    case .open: nil
    case .account(let scope, _, _): scope
    case .administrator: .admin
    }
  }

  /// Whether the route has this path, by any method. As in the router, empty segments are ignored
  /// and a segment with a colon matches any text.
  func matches(_ requestPath: String) -> Bool {
    let given = requestPath.split(separator: "/")
    return paths.contains { path in
      let segments = path.split(separator: "/")
      return segments.count == given.count
        && zip(segments, given).allSatisfy { $0.first == ":" || $0 == $1 }
    }
  }
}
