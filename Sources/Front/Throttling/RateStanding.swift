/// The state of a caller's budget, as response headers report it.
package struct RateStanding: Sendable, Equatable {
  /// The name of the policy: the kind of request, such as `upload`.
  package let policy: String
  /// The quota per minute.
  package let perMinute: Int
  /// The remaining requests, as far as this process knows.
  package let remaining: Int

  /// Creates a standing.
  package init(policy: String, perMinute: Int, remaining: Int) {
    self.policy = policy
    self.perMinute = perMinute
    self.remaining = remaining
  }
}
