/// The caller has used up a budget.
package struct RateRefusal: Error, Equatable {
  /// Whole seconds until the budget has a token; 1 or more.
  package let retryAfter: Int
  /// The budget, with nothing left.
  package let standing: RateStanding

  /// Creates a refusal.
  package init(retryAfter: Int, standing: RateStanding) {
    self.retryAfter = retryAfter
    self.standing = standing
  }
}
