import CLibPQ

/// An ErrorResponse of the server (PostgreSQL manual, 55.8 "Error and Notice Message Fields").
package struct ServerError: Error, Sendable, Equatable {
  /// The five-character code that names the error.
  package let sqlState: SQLState
  /// The primary message.
  package let message: String
  /// The secondary message, if any.
  package let detail: String?
  /// The violated constraint; nil if no constraint was violated.
  package let constraint: String?

  /// The error for a transaction that was committed after one of its statements failed.
  static let failedTransaction = ServerError(
    sqlState: SQLState(rawValue: "25P02"),
    message: "a statement failed, and the transaction went on to its end", detail: nil,
    constraint: nil)

  /// The error for a lock that another transaction holds.
  package static let lockNotAvailable = ServerError(
    sqlState: .lockNotAvailable, message: "another transaction holds the lock", detail: nil,
    constraint: nil)
}
