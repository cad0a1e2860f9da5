import CLibPQ

/// A result of the server. It owns libpq's memory for the result.
package struct QueryResult: ~Copyable {
  let handle: OpaquePointer

  /// - Parameter handle: a PGresult, which is cleared at the end.
  package init(owning handle: OpaquePointer) { self.handle = handle }
  deinit { PQclear(handle) }

  /// The number of returned rows.
  package var rowCount: Int { Int(PQntuples(handle)) }

  /// The number of rows that an INSERT, UPDATE or DELETE affected.
  package var affectedRows: Int {
    PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0
  }

  /// The rows, decoded by the statement.
  package func rows<Row, each Parameter>(
    of statement: Statement<Row, repeat each Parameter>
  ) throws(PostgresError) -> [Row] {
    var rows: [Row] = []
    rows.reserveCapacity(rowCount)
    for row in 0..<PQntuples(handle) {
      var decoder = RowDecoder(result: handle, row: row)
      rows.append(try statement.decode(&decoder))
    }
    return rows
  }
}
