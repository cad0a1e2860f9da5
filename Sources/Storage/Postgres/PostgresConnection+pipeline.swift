import CLibPQ

extension PostgresConnection {
  /// Sends several statements in one round trip (PostgreSQL manual, 34.5 "Pipeline Mode").
  ///
  /// Outside a transaction, the statements form one transaction: all take effect or none. Each
  /// statement is transmitted as soon as it is sent, so large parameters are never in memory twice.
  ///
  /// - Parameter channel: a channel to notify after the statements, even if they failed. The
  ///   notification is a separate transaction in the same round trip. Its failure is ignored.
  /// - Returns: the results, in the order of sending.
  /// - Throws: the first error; the statements after it were not run. If the statements are their
  ///   own transaction, also the error of the commit.
  package func pipeline(
    notifying channel: StaticString? = nil,
    _ send: (inout Pipeline) throws(PostgresError) -> Void
  ) throws(PostgresError) -> [PipelineResult] {
    let session = try openSession()
    guard PQenterPipelineMode(session) == 1 else { throw lost() }
    var pipeline = Pipeline(
      session: session, names: configuration.sessionState ? prepared : nil, answersAtOnce: false)
    do {
      try send(&pipeline)
    } catch {
      // Sent statements cannot be recalled, so the session is closed.
      close()
      throw error
    }
    return try collect(&pipeline, from: session, notifying: channel).get()
  }

  /// Sends statements and reads their results while later statements are in transit. So the server
  /// runs the next statement while this process handles the last result.
  ///
  /// - Parameter body: sends with `Pipeline.send` and reads with `Pipeline.next`. Unread results
  ///   are discarded.
  /// - Throws: the error of `body`; otherwise the first error of an unread statement.
  package func withOpenPipeline<R>(
    _ body: (inout Pipeline) throws -> R
  ) throws -> R {
    let session = try openSession()
    guard PQenterPipelineMode(session) == 1 else { throw lost() }
    var pipeline = Pipeline(
      session: session, names: configuration.sessionState ? prepared : nil, answersAtOnce: true)
    let outcome = Result { try body(&pipeline) }
    if case .failure(let error as PostgresError) = outcome, case .connectionLost = error {
      // The last statement may be incomplete, so its results cannot be read to the end.
      close()
      throw error
    }
    let rest = try collect(&pipeline, from: session)
    let value = try outcome.get()
    _ = try rest.get()
    return value
  }

  /// Reads every result up to the synchronisation point, so that the session can be used again.
  private func collect(
    _ pipeline: inout Pipeline, from session: OpaquePointer, notifying channel: StaticString? = nil
  ) throws(PostgresError) -> Result<[PipelineResult], PostgresError> {
    guard PQpipelineSync(session) == 1 else { throw lost() }
    if let channel {
      // If sending fails, the next read reports a lost session.
      PQsendQueryParams(session, "NOTIFY \(channel)", 0, nil, nil, nil, nil, 0)
      PQpipelineSync(session)
    }
    var outcome = pipeline.rest()
    // Outside a transaction, this is the commit. It can fail although every statement succeeded.
    if let failure = try passSync(of: session), case .success = outcome {
      outcome = .failure(failure)
    }
    if let names = pipeline.names { prepared = names }
    // The outcome is known. If the session is lost after this point, the next use opens a new
    // session.
    if channel != nil { _ = try? passSync(of: session) }
    if self.session != nil, PQexitPipelineMode(session) != 1 { _ = lost() }
    return outcome
  }

  /// Reads up to the next synchronisation point.
  ///
  /// - Returns: the first error before it.
  private func passSync(of session: OpaquePointer) throws(PostgresError) -> PostgresError? {
    var failure: PostgresError?
    while true {
      // A null ends each statement's results. A dead session would return nothing else.
      if PQstatus(session) != CONNECTION_OK { throw lost() }
      guard let answer = PQgetResult(session) else { continue }
      defer { PQclear(answer) }
      switch PQresultStatus(answer) {
      case PGRES_PIPELINE_SYNC: return failure
      case PGRES_COMMAND_OK: break
      default: failure = failure ?? .server(ServerError(result: answer))
      }
    }
  }
}
