/// An SQL statement as a value: its text, the types of its parameters, and the decoder of its rows.
///
/// Every statement of the project is a `static let` of this type, so that a test can prepare it
/// against the migrated schema.
package struct Statement<Row, each Parameter: StatementParameter>: PreparableStatement {
  /// The text with numbered parameters.
  package let sql: String
  let decode: @Sendable (inout RowDecoder) throws(PostgresError) -> Row

  /// - Parameters:
  ///   - sql: one statement, with its parameters as `$1`, `$2`, …, or with the names of a
  ///     `NamedParameters`.
  ///   - decode: reads the columns from left to right.
  package init(
    _ sql: String, decode: @escaping @Sendable (inout RowDecoder) throws(PostgresError) -> Row
  ) {
    var names: [String] = []
    repeat names += (each Parameter).names
    self.sql = names.isEmpty ? sql : Self.numbered(sql, names)
    self.decode = decode
  }

  /// The object ids of `$1`, `$2`, …
  package var parameterTypes: [UInt32] {
    var types: [UInt32] = []
    repeat types += (each Parameter).types
    return types
  }

  func bind(_ parameters: repeat each Parameter) -> ParameterBuffer {
    var buffer = ParameterBuffer()
    repeat (each parameters).append(to: &buffer)
    return buffer
  }

  /// The text with numbers instead of names. PostgreSQL rejects a name that is not in the list.
  private static func numbered(_ sql: String, _ names: [String]) -> String {
    sql.replacing(#/\$([a-z_]+)/#) { match in
      names.firstIndex(of: String(match.1)).map { "$\($0 + 1)" } ?? String(match.0)
    }
  }
}

extension Statement where Row == Void {
  /// A statement that returns no rows.
  package init(_ sql: String) {
    self.init(sql) { (_) throws(PostgresError) in }
  }
}
