import Hummingbird
import Identity
import Store

/// Lets a request pass while its account, or administering client, is within its rate. Stands behind
/// `ScopeMiddleware`.
///
/// A read whose lease is used up passes with a claim, which its own statement decides on. Others are
/// decided here, so that the body of an upload that is refused is never read.
struct RateLimitMiddleware: RouterMiddleware {
  typealias Context = APIContext

  let budget: RateBudget

  func handle(
    _ request: Request, context: APIContext,
    next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    guard let token = context.token else { throw APIError.unexpected }
    var context = context
    var standing: RateStanding?
    switch try budget.take(RateBudget.Caller(token)) {
    case .admitted(let known): standing = known
    case .open(let claim):
      if budget.kind == .read {
        context.rateClaim = claim
      } else {
        standing = try await claim.decide()
      }
    }
    defer { context.rateClaim?.abandon() }
    var response = try await next(request, context)
    standing?.write(into: &response.headers)
    return response
  }
}

extension RateBudget.Caller {
  /// An account's clients share its budget; an administrator has no account, and each of the
  /// installation's clients its own.
  fileprivate init(_ token: AccessToken) {
    let client = token.clientID ?? ""
    self.init(
      account: token.account ?? "", holder: token.account == nil ? Self.storable(client) : "")
  }

  /// An issuer may call its clients what it likes; the database's index takes no long text.
  private static func storable(_ client: String) -> String {
    client.utf8.count > 128 ? String(decoding: client.utf8.prefix(128), as: UTF8.self) : client
  }
}

/// Lets a request pass while its address is within its rate, whoever it is. Stands before all that
/// costs anything.
struct AddressRateMiddleware: RouterMiddleware {
  typealias Context = APIContext

  /// Networks that are counted apart at once.
  static let mostNetworks = 65_536

  private let perMinute: Int
  private let limiter: RateLimiter

  init(limits: RateLimits) {
    perMinute = limits.addressPerMinute
    limiter = RateLimiter(
      perMinute: limits.addressPerMinute, mostBuckets: Self.mostNetworks, now: limits.now)
  }

  func handle(
    _ request: Request, context: APIContext,
    next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    if let seconds = limiter.take(context.clientEnd.client?.holder ?? []) {
      throw APIError.rateLimited(
        retryAfter: seconds, RateStanding(policy: "address", perMinute: perMinute, remaining: 0))
    }
    return try await next(request, context)
  }
}
