import CLibPQ

/// Statements that were sent to the server, and their results in the same order.
///
/// When a session first sends a statement, it prepares the statement under a name in the same
/// pipeline.
package struct Pipeline: ~Copyable {
  private enum Awaited {
    case preparation(sql: String, name: String)
    case rows
    /// The result is not read.
    case effect
  }

  private let session: OpaquePointer
  /// Whether the server is asked to send the result of each statement immediately.
  private let answersAtOnce: Bool
  /// The names of the statements that are known to be prepared; nil if names are not allowed.
  private(set) var names: PreparedNames?
  /// The names of statements that this pipeline prepares.
  private var newNames: [String: String] = [:]
  private var awaited: [Awaited] = []
  private var received = 0
  /// The first error. The server skips all later statements.
  private var failure: PostgresError?

  init(session: OpaquePointer, names: PreparedNames?, answersAtOnce: Bool) {
    self.session = session
    self.names = names
    self.answersAtOnce = answersAtOnce
  }

  /// Sends a statement. `next` returns its result, or `rest` does at the end.
  package mutating func send<Row, each Parameter>(
    _ statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter
  ) throws(PostgresError) {
    let name = try preparedName(of: statement)
    try send(statement.bind(repeat each parameters), sql: statement.sql, name: name) {
      statement.parameterTypes
    }
    awaited.append(.rows)
  }

  /// Sends a statement for its effect: `next` skips its result.
  package mutating func sendForEffect<each Parameter>(
    _ statement: Statement<Void, repeat each Parameter>, _ parameters: repeat each Parameter
  ) throws(PostgresError) {
    try send(statement, repeat each parameters)
    awaited[awaited.count - 1] = .effect
  }

  /// Sends a statement without preparing it under a name, such as a FETCH.
  mutating func send(sql: String) throws(PostgresError) {
    try send(ParameterBuffer(), sql: sql, types: [])
  }

  /// Sends a text that differs from the text of a statement, with its parameters.
  mutating func send(
    _ buffer: consuming ParameterBuffer, sql: String, types: [UInt32]
  ) throws(PostgresError) {
    try send(buffer, sql: sql, name: nil) { types }
    awaited.append(.rows)
  }

  private mutating func send(
    _ buffer: consuming ParameterBuffer, sql: String, name: String?, types: () -> [UInt32]
  ) throws(PostgresError) {
    let sent = buffer.withArrays { values, lengths, formats in
      if let name {
        PQsendQueryPrepared(session, name, Int32(values.count), values, lengths, formats, 1)
      } else {
        PQsendQueryParams(
          session, sql, Int32(values.count), types(), values, lengths, formats, 1)
      }
    }
    try expect(sent)
    if answersAtOnce {
      try expect(PQsendFlushRequest(session))
      try expect(PQflush(session) < 0 ? 0 : 1)
    }
  }

  /// Waits for the next unread result and returns it.
  ///
  /// - Precondition: more statements were sent than results read.
  /// - Throws: the statement's error. All later calls throw this error too.
  package mutating func next() throws(PostgresError) -> QueryResult {
    while true {
      precondition(received < awaited.count, "a result is read for each statement sent")
      let expected = awaited[received]
      received += 1
      let result = try receive()
      switch expected {
      case .preparation(let sql, let name): names?.keep(name, for: sql)
      case .rows: return result
      case .effect: break
      }
    }
  }

  /// The rows of the next result, decoded by its statement.
  package mutating func rows<Row, each Parameter>(
    of statement: Statement<Row, repeat each Parameter>
  ) throws(PostgresError) -> [Row] {
    try next().rows(of: statement)
  }

  /// All unread results, one for each statement; or the first error among them.
  mutating func rest() -> Result<[PipelineResult], PostgresError> {
    var results: [PipelineResult] = []
    var missing: PostgresError?
    while received < awaited.count {
      // `next` is not used here: it treats a preparation without its statement as a mistake of the
      // caller.
      let expected = awaited[received]
      received += 1
      do throws(PostgresError) {
        let result = try receive()
        if case .preparation(let sql, let name) = expected {
          names?.keep(name, for: sql)
        } else {
          results.append(PipelineResult(result))
        }
      } catch {
        missing = missing ?? error
        if PQstatus(session) != CONNECTION_OK { break }
      }
    }
    // A missing result is an error too, since the caller expects it.
    return (failure ?? missing).map { .failure($0) } ?? .success(results)
  }

  private mutating func receive() throws(PostgresError) -> QueryResult {
    guard let answer = PQgetResult(session) else { throw connectionLost }
    let result = QueryResult(owning: answer)
    let status = PQresultStatus(answer)
    if PQstatus(session) != CONNECTION_OK { throw connectionLost }
    // A null follows each statement's result.
    PQclear(PQgetResult(session))
    switch status {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return result
    default:
      // The statements after a failure return PGRES_PIPELINE_ABORTED, without a reason.
      let error = failure ?? .server(ServerError(result: answer))
      failure = error
      throw error
    }
  }

  private mutating func preparedName(
    of statement: some PreparableStatement
  ) throws(PostgresError) -> String? {
    if let name = names?[statement.sql] ?? newNames[statement.sql] { return name }
    guard let name = names?.makeName() else { return nil }
    let types = statement.parameterTypes
    try expect(PQsendPrepare(session, name, statement.sql, Int32(types.count), types))
    newNames[statement.sql] = name
    awaited.append(.preparation(sql: statement.sql, name: name))
    return name
  }

  private func expect(_ success: Int32) throws(PostgresError) {
    guard success == 1 else { throw connectionLost }
  }

  private var connectionLost: PostgresError {
    .connectionLost(PostgresConnection.message(of: session))
  }
}
