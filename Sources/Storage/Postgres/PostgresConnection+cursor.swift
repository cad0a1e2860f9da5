import CLibPQ

extension PostgresConnection {
  /// Reads a statement's rows in batches, so that memory does not grow with their number.
  ///
  /// Call it inside a transaction, one call at a time, since the cursor's name is fixed.
  ///
  /// - Parameter batchSize: the maximum number of rows in a batch. Two batches are in memory.
  package func forEachBatch<Row, each Parameter>(
    of statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter,
    batchSize: Int = 4096, perform body: ([Row]) throws -> Void
  ) throws {
    try forEachResult(of: statement, repeat each parameters, batchSize: batchSize) { result in
      try body(try result.rows(of: statement))
    }
  }

  /// Like `forEachBatch`, for a caller that reads the columns without decoding rows
  /// (`QueryResult.expectColumns`, `int32`, `int64`).
  package func forEachResult<Row, each Parameter>(
    of statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter,
    batchSize: Int = 4096, perform body: (borrowing QueryResult) throws -> Void
  ) throws {
    let buffer = statement.bind(repeat each parameters)
    let types = statement.parameterTypes
    try withOpenPipeline { pipeline in
      try pipeline.send(
        buffer, sql: "DECLARE batches NO SCROLL CURSOR FOR \(statement.sql)", types: types)
      let fetch = "FETCH \(batchSize) FROM batches"
      try pipeline.send(sql: fetch)
      _ = try pipeline.next()
      while true {
        // The server fetches the next batch while this one is read. The batch after the last one is
        // empty.
        try pipeline.send(sql: fetch)
        let result = try pipeline.next()
        if result.rowCount > 0 { try body(result) }
        if result.rowCount < batchSize { break }
      }
      try pipeline.send(sql: "CLOSE batches")
    }
  }
}
