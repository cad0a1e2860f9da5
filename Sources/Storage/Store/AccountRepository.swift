package import Postgres
package import Scheduling

/// Accounts: the caller's text ids and ours.
package enum AccountRepository {
  package struct Account: Sendable, Equatable {
    package let id: AccountID
    package let externalID: String
    /// What people call it.
    package let name: String?
    /// A deactivated account's tokens and clients are refused; its data stays.
    package let isActive: Bool
    package let createdAt: Instant
    package let rates: Rates
  }

  /// An account's own budgets of requests a minute; nil for the installation's.
  package struct Rates: Sendable, Equatable {
    package var uploads: Int?
    package var reads: Int?
    /// Of access tokens for each of its clients.
    package var tokens: Int?

    package init(uploads: Int? = nil, reads: Int? = nil, tokens: Int? = nil) {
      self.uploads = uploads
      self.reads = reads
      self.tokens = tokens
    }

    /// What a budget may be.
    package static let range = 1...1_000_000
  }

  /// An account with the sizes of its reference data.
  package struct Sized: Sendable, Equatable {
    package let account: Account
    package let agents: Int
    package let eventTypes: Int
  }

  /// Makes the account unless it exists.
  ///
  /// - Returns: its id, and whether it is new.
  package static func create(
    externalID: String, name: String? = nil, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> (id: AccountID, isNew: Bool) {
    if let id = try connection.first(Statements.create, externalID, name) { return (id, true) }
    guard let id = try find(externalID: externalID, on: connection) else {
      throw .decoding("account neither made nor found")
    }
    return (id, false)
  }

  /// The account with this external id, if there is one.
  package static func find(
    externalID: String, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> AccountID? {
    try connection.first(Statements.find, externalID)
  }

  /// The same with all that is known of it.
  package static func account(
    externalID: String, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Account? {
    try connection.first(Statements.account, externalID)
  }

  /// The same, locked until the transaction ends, so that a change can be made of what it was.
  package static func lock(
    externalID: String, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Account? {
    try connection.first(Statements.lock, externalID)
  }

  package static func update(
    _ account: AccountID, name: String?, isActive: Bool, rates: Rates,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      Statements.update, account, name, isActive, rates.uploads.map { Int32($0) },
      rates.reads.map { Int32($0) }, rates.tokens.map { Int32($0) })
  }

  /// Accounts by external id.
  ///
  /// - Parameter after: the id before the first one wanted; empty for the beginning.
  package static func list(
    after: String, limit: Int, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Account] {
    try connection.query(Statements.list, after, Int64(limit))
  }

  /// All accounts by external id, with the sizes of their reference data.
  package static func listSized(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Sized] {
    try connection.query(Statements.listSized)
  }
}
