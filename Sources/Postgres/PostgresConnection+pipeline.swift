import CLibPQ

extension PostgresConnection {
  /// Sends several statements in one round trip (PostgreSQL manual, 34.5 "Pipeline Mode").
  ///
  /// Outside of a transaction they are one transaction: all take effect or none. Each is on its way
  /// as soon as it is sent, so parameters of many megabytes are never in memory twice.
  ///
  /// - Returns: the results, in the order of sending.
  /// - Throws: the first statement's error; those after it were not run.
  package func pipeline(
    _ send: (borrowing Pipeline) throws(PostgresError) -> Void
  ) throws(PostgresError) -> [PipelineResult] {
    let session = try openSession()
    guard PQenterPipelineMode(session) == 1 else { throw lost() }
    let pipeline = Pipeline(session: session)
    do {
      try send(pipeline)
    } catch {
      // What was sent cannot be taken back; a new session is the plain way out.
      close()
      throw error
    }
    guard PQpipelineSync(session) == 1 else { throw lost() }
    let outcome = try collect(from: session)
    guard PQexitPipelineMode(session) == 1 else { throw lost() }
    return try outcome.get()
  }

  /// Reads every result up to the synchronisation point, so that the session is usable again.
  private func collect(
    from session: OpaquePointer
  ) throws(PostgresError) -> Result<[PipelineResult], PostgresError> {
    var results: [PipelineResult] = []
    var failure: PostgresError?
    while true {
      guard let answer = PQgetResult(session) else {
        // A null ends each statement's results; two in a row, or a dead session, is its end.
        if PQstatus(session) != CONNECTION_OK { throw lost() }
        continue
      }
      switch PQresultStatus(answer) {
      case PGRES_PIPELINE_SYNC:
        PQclear(answer)
        return failure.map { .failure($0) } ?? .success(results)
      case PGRES_PIPELINE_ABORTED:
        PQclear(answer)
      default:
        do throws(PostgresError) {
          results.append(PipelineResult(try check(answer)))
        } catch {
          if case .connectionLost = error { throw error }
          failure = failure ?? error
        }
      }
    }
  }
}

/// The sending side of a pipeline.
package struct Pipeline: ~Copyable {
  let session: OpaquePointer

  /// Sends a statement; its result comes when the pipeline is collected.
  package func send<Row, each Parameter>(
    _ statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter
  ) throws(PostgresError) {
    let sent = statement.bind(repeat each parameters).withArrays { values, lengths, formats in
      PQsendQueryParams(
        session, statement.sql, Int32(values.count), statement.parameterTypes, values, lengths,
        formats, 1)
    }
    guard sent == 1 else { throw .connectionLost(PostgresConnection.message(of: session)) }
  }
}

/// One statement's result out of a pipeline; a class because arrays hold copyable elements only.
package final class PipelineResult {
  private let result: QueryResult

  init(_ result: consuming QueryResult) { self.result = result }

  /// The rows, read as the statement that was sent says.
  package func rows<Row, each Parameter>(
    of statement: Statement<Row, repeat each Parameter>
  ) throws(PostgresError) -> [Row] {
    try result.rows(of: statement)
  }
}
