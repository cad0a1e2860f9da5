import CLibPQ

extension PostgresConnection {
  /// Runs a statement and reads all of its rows.
  @discardableResult
  package func query<Row, each Parameter>(
    _ statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter
  ) throws(PostgresError) -> [Row] {
    try result(of: statement, repeat each parameters).rows(of: statement)
  }

  /// Runs a statement and returns its first row; nil if there is none.
  package func first<Row, each Parameter>(
    _ statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter
  ) throws(PostgresError) -> Row? {
    try query(statement, repeat each parameters).first
  }

  /// Runs a statement for its effect.
  ///
  /// - Returns: the number of affected rows.
  @discardableResult
  package func execute<each Parameter>(
    _ statement: Statement<Void, repeat each Parameter>, _ parameters: repeat each Parameter
  ) throws(PostgresError) -> Int {
    try result(of: statement, repeat each parameters).affectedRows
  }

  /// Runs one or more statements without parameters, for migrations.
  package func executeScript(_ sql: String) throws(PostgresError) {
    let session = try openSession()
    _ = try check(PQexec(session, sql))
  }

  /// Prepares a statement without running it, to check it against the schema.
  package func validate(_ statement: any PreparableStatement) throws(PostgresError) {
    let session = try openSession()
    let types = statement.parameterTypes
    _ = try check(PQprepare(session, "", statement.sql, Int32(types.count), types))
  }

  private func result<Row, each Parameter>(
    of statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter
  ) throws(PostgresError) -> QueryResult {
    let session = try openSession()
    let buffer = statement.bind(repeat each parameters)
    let answer: OpaquePointer?
    if configuration.sessionState {
      let name = try preparedName(of: statement, in: session)
      answer = buffer.withArrays { values, lengths, formats in
        PQexecPrepared(session, name, Int32(values.count), values, lengths, formats, 1)
      }
    } else {
      answer = buffer.withArrays { values, lengths, formats in
        PQexecParams(
          session, statement.sql, Int32(values.count), statement.parameterTypes, values, lengths,
          formats, 1)
      }
    }
    return try check(answer)
  }

  private func preparedName(
    of statement: some PreparableStatement, in session: OpaquePointer
  ) throws(PostgresError) -> String {
    if let name = prepared[statement.sql] { return name }
    let name = prepared.makeName()
    let types = statement.parameterTypes
    _ = try check(PQprepare(session, name, statement.sql, Int32(types.count), types))
    prepared.keep(name, for: statement.sql)
    return name
  }
}
