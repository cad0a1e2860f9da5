/// What requests are counted apart.
package enum RateKind: String, Sendable, CaseIterable {
  case upload, read, admin, token
}
