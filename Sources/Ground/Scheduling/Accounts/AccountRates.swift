/// An account's own rates, in requests per minute; nil means the installation's setting.
package struct AccountRates: Sendable, Equatable {
  /// Uploads of the account.
  package var uploads: Int?
  /// Status requests and downloads of the account.
  package var reads: Int?
  /// Access tokens of each of the account's clients.
  package var tokens: Int?

  /// Rates within `range`.
  package init(uploads: Int? = nil, reads: Int? = nil, tokens: Int? = nil) {
    self.uploads = uploads
    self.reads = reads
    self.tokens = tokens
  }

  /// The allowed values of a rate.
  package static let range = 1...1_000_000
}
