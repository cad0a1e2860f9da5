import CLibPQ

extension PostgresConnection {
  /// Reads a statement's rows in batches, so that memory does not grow with their number.
  ///
  /// Must run inside a transaction, and one at a time: the cursor's name is fixed.
  ///
  /// - Parameter batchSize: rows in memory at once, at most.
  package func forEachBatch<Row, each Parameter>(
    of statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter,
    batchSize: Int = 4096, perform body: ([Row]) throws -> Void
  ) throws {
    let session = try openSession()
    let declaration = "DECLARE batches NO SCROLL CURSOR FOR \(statement.sql)"
    let declared = statement.bind(repeat each parameters).withArrays { values, lengths, formats in
      PQexecParams(
        session, declaration, Int32(values.count), statement.parameterTypes, values, lengths,
        formats, 1)
    }
    _ = try check(declared)
    while true {
      let answer = PQexecParams(
        session, "FETCH \(batchSize) FROM batches", 0, nil, nil, nil, nil, 1)
      let rows = try check(answer).rows(of: statement)
      if !rows.isEmpty { try body(rows) }
      if rows.count < batchSize { break }
    }
    try executeScript("CLOSE batches")
  }
}
