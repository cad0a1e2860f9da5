import HTTPFront
import Hummingbird
import Identity
import Throttling

/// Counts a request against the budget of its account or admin client, and rejects it with 429 if
/// the budget is used up. Runs after `ScopeMiddleware`.
struct RateLimitMiddleware: RouterMiddleware {
  typealias Context = APIContext

  let budget: RateBudget

  func handle(
    _ request: Request, context: APIContext,
    next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    guard let token = context.token else { throw APIError.unexpected }
    var (response, standing) = try await budget.take(RateBudget.Caller(token)) {
      try await next(request, context)
    }
    standing?.write(into: &response.headers)
    return response
  }
}

extension RateBudget.Caller {
  /// The clients of an account share its budget. Each client of the installation has a budget.
  fileprivate init(_ token: AccessToken) {
    let client = token.clientID ?? ""
    self.init(
      account: token.account, holder: token.account == nil ? Self.storable(client) : "")
  }

  /// Cut to a bounded length, because the database's index rejects long texts and an issuer may
  /// choose any client id.
  private static func storable(_ client: String) -> String {
    client.utf8.count > 128 ? String(decoding: client.utf8.prefix(128), as: UTF8.self) : client
  }
}
