/// The kinds of requests with separate budgets.
package enum RateKind: String, Sendable, CaseIterable {
  case upload, read, admin, token
}
