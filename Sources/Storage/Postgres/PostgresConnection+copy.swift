import CLibPQ

extension PostgresConnection {
  /// Sends rows with COPY … FROM STDIN (FORMAT binary) (PostgreSQL manual, COPY, "Binary Format").
  ///
  /// - Parameters:
  ///   - statement: the COPY statement.
  ///   - send: writes the rows. If it throws, the COPY fails and no row is stored.
  /// - Returns: the number of stored rows.
  package func copyIn(
    _ statement: CopyStatement, _ send: (inout CopyWriter) throws -> Void
  ) throws -> Int {
    let session = try openSession()
    _ = try check(PQexec(session, statement.sql))
    var writer = CopyWriter { (bytes) throws(PostgresError) in
      let sent = PQputCopyData(
        session, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count))
      guard sent == 1 else { throw .connectionLost(Self.message(of: session)) }
    }
    do {
      try send(&writer)
      try writer.finish()
    } catch {
      PQputCopyEnd(session, "the sender gave up")
      PQclear(PQgetResult(session))
      throw error
    }
    guard PQputCopyEnd(session, nil) == 1 else { throw lost() }
    return try finishCopy(in: session)
  }

  /// Reads the outcome of a COPY.
  ///
  /// - Returns: the number of rows that the server stored or sent.
  func finishCopy(in session: OpaquePointer) throws(PostgresError) -> Int {
    var outcome: Result<Int, PostgresError> = .success(0)
    while let answer = PQgetResult(session) {
      do throws(PostgresError) {
        outcome = .success(try check(answer).affectedRows)
      } catch {
        outcome = .failure(error)
      }
    }
    return try outcome.get()
  }
}
