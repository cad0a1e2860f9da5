package import Postgres
package import Scheduling

/// Accounts by their names.
package enum AccountRepository {
  /// Creates the account unless it exists.
  ///
  /// - Returns: the account's id, and whether the account is new.
  package static func create(
    _ name: AccountName, displayName: String? = nil, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> (id: AccountID, isNew: Bool) {
    if let id = try connection.first(Statements.create, name, displayName) { return (id, true) }
    guard let id = try find(name, on: connection) else {
      throw .decoding("the account was neither created nor found")
    }
    return (id, false)
  }

  /// The id of the account with this name; nil if there is none.
  package static func find(
    _ name: AccountName, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> AccountID? {
    try connection.first(Statements.find, name)
  }

  /// The account with this name; nil if there is none.
  package static func account(
    _ name: AccountName, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Account? {
    try connection.first(Statements.account, name)
  }

  /// The account, with its row locked until the transaction ends, so that the caller can update it.
  package static func lock(
    _ name: AccountName, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Account? {
    try connection.first(Statements.lock, name)
  }

  /// Stores new values of an account.
  package static func update(
    _ account: AccountID, displayName: String?, isActive: Bool, rates: AccountRates,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      Statements.update,
      Changed(id: account, displayName: displayName, isActive: isActive, rates: rates))
  }

  /// Accounts in the order of their names.
  ///
  /// - Parameter after: the name before the first one; empty for the beginning.
  package static func list(
    after: String, limit: Int, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Account] {
    try connection.query(Statements.list, after, Int64(limit))
  }

  /// All accounts in the order of their names, with the sizes of their reference data.
  package static func listSized(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [SizedAccount] {
    try connection.query(Statements.listSized)
  }
}
