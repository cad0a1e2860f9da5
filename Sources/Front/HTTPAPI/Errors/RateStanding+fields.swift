import HTTPFront
import HTTPTypes
import Throttling

extension RateStanding {
  /// Adds the fields `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10).
  ///
  /// - Parameter wait: seconds until the budget has a token; nil if it has one now.
  func write(into headers: inout HTTPFields, wait: Int? = nil) {
    headers[.rateLimitPolicy] = "\"\(policy)\";q=\(perMinute);w=60"
    headers[.rateLimit] = "\"\(policy)\";r=\(remaining)\(wait.map { ";t=\($0)" } ?? "")"
  }
}

extension HTTPField.Name {
  static let rateLimit = constant("RateLimit")
  static let rateLimitPolicy = constant("RateLimit-Policy")
}
