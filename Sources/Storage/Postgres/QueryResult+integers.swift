import CLibPQ

extension QueryResult {
  /// Checks the columns' types once, given by their object ids, for a caller that reads the columns
  /// without decoding rows.
  ///
  /// - Throws: `.decoding` if they differ.
  package func expectColumns(_ types: UInt32...) throws(PostgresError) {
    let found = (0..<PQnfields(handle)).map { PQftype(handle, $0) }
    guard found == types else {
      throw .decoding("the columns have types \(found) instead of \(types)")
    }
  }

  /// A column of four bytes, for results of many thousand rows.
  ///
  /// - Throws: `.decoding` if it is NULL or has another size.
  package func int32(row: Int, column: Int) throws(PostgresError) -> Int32 {
    Int32(bigEndian: try bytes(row: row, column: column, size: 4).loadUnaligned(as: Int32.self))
  }

  /// A column of eight bytes. Throws like `int32`.
  package func int64(row: Int, column: Int) throws(PostgresError) -> Int64 {
    Int64(bigEndian: try bytes(row: row, column: column, size: 8).loadUnaligned(as: Int64.self))
  }

  /// Calls `body` with a column's binary form, in libpq's memory; nil if it is NULL.
  package func withBytes<R>(
    row: Int, column: Int, _ body: (UnsafeRawBufferPointer) throws -> R
  ) rethrows -> R? {
    let row = Int32(row)
    let column = Int32(column)
    guard PQgetisnull(handle, row, column) == 0 else { return nil }
    return try body(
      UnsafeRawBufferPointer(
        start: PQgetvalue(handle, row, column), count: Int(PQgetlength(handle, row, column))))
  }

  private func bytes(
    row: Int, column: Int, size: Int32
  ) throws(PostgresError) -> UnsafeRawPointer {
    let row = Int32(row)
    let column = Int32(column)
    guard PQgetlength(handle, row, column) == size, let value = PQgetvalue(handle, row, column)
    else { throw .decoding("column \(column + 1) does not have \(size) bytes") }
    return UnsafeRawPointer(value)
  }
}
