/// Everything that can go wrong between this process and PostgreSQL.
///
/// `description` is generic and safe to show; what the server said stands in `debugDescription`
/// only, which belongs in the log.
package enum PostgresError: Error, Sendable {
  /// No session could be opened: wrong address, refused, wrong password, TLS demanded and absent.
  case connectionFailed(String)
  /// An open session broke. A statement in flight may or may not have taken effect.
  case connectionLost(String)
  /// The server answered with an error; the session goes on.
  case server(ServerError)
  /// No connection of the pool came free within `limit`.
  case poolExhausted(size: Int, limit: Duration)
  /// A result did not have the shape that its statement declares.
  case decoding(String)
  /// A value cannot be represented in PostgreSQL, such as a text with a NUL byte.
  case unrepresentable(String)
  /// The caller's task was cancelled while it waited.
  case cancelled
}

/// An ErrorResponse of the server (PostgreSQL manual, 55.8 "Error and Notice Message Fields").
package struct ServerError: Error, Sendable, Equatable {
  /// The five-character code that names the error.
  package let sqlState: SQLState
  /// The primary message.
  package let message: String
  /// The secondary message, if any.
  package let detail: String?
  /// The violated constraint, where a constraint was violated.
  package let constraint: String?

  /// What a transaction ends with that passed over the error of one of its statements.
  static let failedTransaction = ServerError(
    sqlState: SQLState(rawValue: "25P02"),
    message: "a statement failed, and the transaction went on to its end", detail: nil,
    constraint: nil)

  /// What the server says of a lock that somebody else holds.
  package static let lockNotAvailable = ServerError(
    sqlState: .lockNotAvailable, message: "somebody else holds the lock", detail: nil,
    constraint: nil)
}

/// A SQLSTATE (PostgreSQL manual, Appendix A).
package struct SQLState: RawRepresentable, Hashable, Sendable {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let uniqueViolation = SQLState(rawValue: "23505")
  package static let checkViolation = SQLState(rawValue: "23514")
  package static let lockNotAvailable = SQLState(rawValue: "55P03")
  package static let queryCancelled = SQLState(rawValue: "57014")
  package static let undefinedTable = SQLState(rawValue: "42P01")

  /// Whether the fault lies with the moment and not with the work: classes 08 (connection) and 40
  /// (serialization, deadlock), a server that starts or stops (57P01 to 57P03), that is short of
  /// disk, memory or connections (53100, 53200, 53300) or not promoted yet (25006), and a lock that
  /// somebody else holds (55P03). A statement's time-out is not among them: the work may be too much.
  package var isTransient: Bool {
    ["08", "40"].contains(String(rawValue.prefix(2)))
      || ["57P01", "57P02", "57P03", "53100", "53200", "53300", "25006", "55P03"]
        .contains(rawValue)
  }
}

extension PostgresError {
  /// Whether the same work may succeed later without any change to it.
  package var isTransient: Bool {
    switch self {
    case .connectionFailed, .connectionLost, .poolExhausted, .cancelled: true
    case .server(let error): error.sqlState.isTransient
    case .decoding, .unrepresentable: false
    }
  }

  /// Whether the server refused the statement because of the named constraint.
  package func violates(constraint: String) -> Bool {
    if case .server(let error) = self { error.constraint == constraint } else { false }
  }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
  package var description: String {
    switch self {
    case .connectionFailed: "The database cannot be reached."
    case .connectionLost: "The connection to the database was lost."
    case .server(let error): "The database refused a statement (\(error.sqlState.rawValue))."
    case .poolExhausted(let size, let limit):
      "All \(size) database connections were busy for \(limit)."
    case .decoding: "The database answered in an unexpected form."
    case .unrepresentable: "A value cannot be stored in the database."
    case .cancelled: "The work was cancelled."
    }
  }

  package var debugDescription: String {
    switch self {
    case .connectionFailed(let text), .connectionLost(let text), .decoding(let text),
      .unrepresentable(let text):
      "\(description) \(text)"
    case .server(let error):
      [description, error.message, error.detail, error.constraint.map { "constraint \($0)" }]
        .compactMap(\.self).joined(separator: " ")
    case .poolExhausted, .cancelled: description
    }
  }
}
