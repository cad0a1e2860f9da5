package import HTTPTypes
import Hummingbird
package import Identity
import Throttling

/// A route of the API as data: the table of them is `RouteTable.routes(for:)`.
package struct Route: Sendable {
  /// Who may call it.
  enum Access: Sendable {
    /// Anybody; the handler checks what it needs.
    case open(@Sendable (Request, APIContext) async throws -> Response)
    /// An account's token with the scope, within the account's rate.
    case account(
      Scope, RateBudget, @Sendable (Request, AccountContext) async throws -> Response)
    /// A token of the installation with the scope `wfm-admin`, within its client's rate.
    case administrator(
      RateBudget, @Sendable (Request, AdminContext) async throws -> Response)
  }

  package let method: HTTPRequest.Method
  package let path: String
  let access: Access
  /// Also served behind the gateway's prefix.
  package let isPrefixed: Bool
}

extension Route {
  /// What a gateway strips from the public paths.
  package static let gatewayPrefix = "/wfm/aion"

  /// The same resource by HEAD: its handler answers as to GET, and `RequestMiddleware` leaves the
  /// body out.
  var asHead: Route { Route(method: .head, path: path, access: access, isPrefixed: isPrefixed) }

  package var paths: [String] { isPrefixed ? [path, Self.gatewayPrefix + path] : [path] }

  /// The kinds of limits by which a request can be refused with 429.
  enum Limit: String, CaseIterable {
    case uploads, reads, administration
    /// Failed authentications at the token endpoint.
    case authentication
  }

  /// The limit that a 429 of it speaks of.
  var limit: Limit {
    switch access {
    case .open: .authentication
    case .account(.write, _, _): .uploads
    case .account: .reads
    case .administrator: .administration
    }
  }

  /// The scope that a token must have; nil where none is needed.
  package var scope: Scope? {
    switch access {
    case .open: nil
    case .account(let scope, _, _): scope
    case .administrator: .admin
    }
  }

  /// Whether a request's path is one of this route's, whatever its method. Reads it as the router
  /// does: empty segments do not count, and a segment with a colon stands for any.
  func matches(_ requestPath: String) -> Bool {
    let given = requestPath.split(separator: "/")
    return paths.contains { path in
      let segments = path.split(separator: "/")
      return segments.count == given.count
        && zip(segments, given).allSatisfy { $0.first == ":" || $0 == $1 }
    }
  }
}
