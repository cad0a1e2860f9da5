import Hummingbird
import Throttling

/// Counts a request against the budget of its address, and rejects it with 429 if the budget is
/// used up. Runs before every more expensive check.
struct AddressRateMiddleware: RouterMiddleware {
  typealias Context = APIContext

  /// The number of addresses, or IPv6 /64 networks, that are counted separately.
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
    if let seconds = limiter.take(context.network) {
      throw RateRefusal(
        retryAfter: seconds,
        standing: RateStanding(policy: "address", perMinute: perMinute, remaining: 0))
    }
    return try await next(request, context)
  }
}
