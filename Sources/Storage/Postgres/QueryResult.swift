import CLibPQ

/// A result of the server; owns libpq's memory for it.
package struct QueryResult: ~Copyable {
  let handle: OpaquePointer

  /// - Parameter handle: a PGresult, which is cleared in the end.
  package init(owning handle: OpaquePointer) { self.handle = handle }
  deinit { PQclear(handle) }

  /// How many rows came back.
  package var rowCount: Int { Int(PQntuples(handle)) }

  /// How many rows an INSERT, UPDATE or DELETE touched.
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
