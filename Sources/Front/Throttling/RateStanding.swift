/// How a caller stands with a budget.
package struct RateStanding: Sendable, Equatable {
  /// The name of the policy: what is counted.
  package let policy: String
  /// The quota of a minute.
  package let perMinute: Int
  /// The requests that are left, as far as this process knows.
  package let remaining: Int

  /// A standing with its values.
  package init(policy: String, perMinute: Int, remaining: Int) {
    self.policy = policy
    self.perMinute = perMinute
    self.remaining = remaining
  }
}
