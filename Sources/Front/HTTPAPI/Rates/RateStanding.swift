import HTTPTypes

/// How a caller stands with a budget, as the fields `RateLimit-Policy` and `RateLimit` tell it
/// (draft-ietf-httpapi-ratelimit-headers-10).
struct RateStanding: Sendable, Equatable {
  /// The name of the policy: what is counted.
  let policy: String
  /// The quota of a minute.
  let perMinute: Int
  /// What is left, as far as this process knows.
  let remaining: Int

  /// Adds the fields.
  ///
  /// - Parameter wait: seconds until something is left again, where nothing is.
  func write(into headers: inout HTTPFields, wait: Int? = nil) {
    headers[.rateLimitPolicy] = "\"\(policy)\";q=\(perMinute);w=60"
    headers[.rateLimit] = "\"\(policy)\";r=\(remaining)\(wait.map { ";t=\($0)" } ?? "")"
  }
}

extension HTTPField.Name {
  static let rateLimit = constant("RateLimit")
  static let rateLimitPolicy = constant("RateLimit-Policy")
}
