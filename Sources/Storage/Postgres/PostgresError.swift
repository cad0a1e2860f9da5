/// Everything that can go wrong between this process and PostgreSQL.
///
/// `description` is generic and safe to show. Only `debugDescription` has the server's message,
/// which belongs in the log.
package enum PostgresError: Error, Sendable {
  /// No session could be opened: wrong address, connection refused, wrong password, or TLS required
  /// but not available.
  case connectionFailed(String)
  /// An open session was lost. The running statement may or may not have taken effect.
  case connectionLost(String)
  /// The server answered with an error. The session can be used again.
  case server(ServerError)
  /// No connection of the pool became free within `limit`.
  case poolExhausted(size: Int, limit: Duration)
  /// A result did not have the shape that its statement declares.
  case decoding(String)
  /// A value cannot be represented in PostgreSQL, such as a text with a NUL byte.
  case unrepresentable(String)
  /// The caller's task was cancelled while it waited.
  case cancelled
}

extension PostgresError {
  /// Whether a retry of the same work may succeed.
  package var isTransient: Bool {
    switch self {
    case .connectionFailed, .connectionLost, .poolExhausted, .cancelled: true
    case .server(let error): error.sqlState.isTransient
    case .decoding, .unrepresentable: false
    }
  }

  /// Whether the statement violated the named constraint.
  package func violates(constraint: String) -> Bool {
    if case .server(let error) = self { error.constraint == constraint } else { false }
  }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
  /// A sentence without the values of parameters.
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

  /// The sentence with all details that PostgreSQL reported, for the log.
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
