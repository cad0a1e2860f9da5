/// A SQLSTATE (PostgreSQL manual, Appendix A).
package struct SQLState: RawRepresentable, Hashable, Sendable {
  /// Five characters, such as `23505`.
  package let rawValue: String
  /// The code as PostgreSQL sends it.
  package init(rawValue: String) { self.rawValue = rawValue }

  /// A unique constraint was violated.
  package static let uniqueViolation = SQLState(rawValue: "23505")
  /// A check constraint was violated.
  package static let checkViolation = SQLState(rawValue: "23514")
  /// A lock was not granted in time.
  package static let lockNotAvailable = SQLState(rawValue: "55P03")
  /// The statement was cancelled or timed out.
  package static let queryCancelled = SQLState(rawValue: "57014")
  /// A table does not exist.
  package static let undefinedTable = SQLState(rawValue: "42P01")

  /// Whether the cause is temporary, so that a retry may succeed:
  ///
  /// - class 08 (connection) or 40 (serialization, deadlock)
  /// - a server that starts or stops (57P01 to 57P03) or is not promoted yet (25006)
  /// - a lack of disk, memory or connections (53100, 53200, 53300)
  /// - a lock that another session holds (55P03)
  ///
  /// A statement's time-out does not count, since the work may be too large.
  package var isTransient: Bool {
    ["08", "40"].contains(String(rawValue.prefix(2)))
      || ["57P01", "57P02", "57P03", "53100", "53200", "53300", "25006", "55P03"]
        .contains(rawValue)
  }
}
