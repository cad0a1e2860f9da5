/// The text of a COPY … FROM STDIN (FORMAT binary).
package struct CopyStatement: Sendable {
  /// The text that PostgreSQL runs.
  package let sql: String
  /// A `COPY … FROM STDIN (FORMAT binary)`.
  package init(_ sql: String) { self.sql = sql }
}
