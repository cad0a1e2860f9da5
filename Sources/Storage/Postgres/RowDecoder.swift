import CLibPQ

/// Reads one row's columns from left to right.
package struct RowDecoder {
  private let result: OpaquePointer
  private let row: Int32
  private var column: Int32 = 0

  init(result: OpaquePointer, row: Int32) {
    self.result = result
    self.row = row
  }

  /// The next column.
  ///
  /// - Throws: `.decoding` if the column does not exist, has another type, or is NULL.
  package mutating func next<Value: PostgresValue>(
    _ type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    guard let value = try nextIfPresent(type) else {
      throw .decoding("column \(column) is NULL")
    }
    return value
  }

  /// The next column; nil if it is NULL.
  package mutating func nextIfPresent<Value: PostgresValue>(
    _ type: Value.Type = Value.self
  ) throws(PostgresError) -> Value? {
    guard column < PQnfields(result) else { throw .decoding("there is no column \(column + 1)") }
    defer { column += 1 }
    guard PQftype(result, column) == Value.oid else {
      throw .decoding(
        "column \(column + 1) has type \(PQftype(result, column)) instead of \(Value.oid)")
    }
    if PQgetisnull(result, row, column) == 1 { return nil }
    let bytes = UnsafeRawBufferPointer(
      start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
    guard let value = Value(binary: bytes) else {
      throw .decoding("column \(column + 1) is not a valid \(Value.self)")
    }
    return value
  }
}
