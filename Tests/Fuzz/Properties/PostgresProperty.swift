import CLibPQ
import Foundation
import Postgres
import Scheduling
import Store

enum PostgresProperty {
  /// A decoded value can be encoded and decoded again. Each way of reading a column of libpq's own
  /// result reads the same value or throws.
  static func check(_ input: [UInt8]) throws {
    guard let choice = input.first else { return }
    let bytes = Array(input.dropFirst())
    switch choice % 15 {
    case 0: try check(Int16.self, bytes)
    case 1: try check(Int32.self, bytes)
    case 2: try check(Int64.self, bytes)
    case 3: try check(Bool.self, bytes)
    case 4: try check(String.self, bytes)
    case 5: try check(UUID.self, bytes)
    case 6: try check(PostgresBytes.self, bytes)
    case 7: try check(PostgresTimestamp.self, bytes)
    case 8: try check([Int16].self, bytes)
    case 9: try check([Int32].self, bytes)
    case 10: try check([Int64].self, bytes)
    case 11: try check([String].self, bytes)
    case 12: try check([UUID].self, bytes)
    case 13: try check(Instant.self, bytes)
    default: try check([PostgresTimestamp].self, bytes)
    }
  }

  private static func check<Value: PostgresValue & Equatable>(
    _ type: Value.Type, _ bytes: [UInt8]
  ) throws {
    let value = bytes.withUnsafeBytes { Value(binary: $0) }
    if let value {
      var encoded: [UInt8] = []
      value.encode(into: &encoded)
      let again = encoded.withUnsafeBytes { Value(binary: $0) }
      try hold(again == value, "\(value) is encoded as \(again as Any)")
    }
    let result = try result(holding: bytes, oid: Value.oid)
    let statement = Statement<Value>("") { (row) throws(PostgresError) in try row.next() }
    try hold((try? result.rows(of: statement)) == value.map { [$0] }, "the row is read otherwise")
    try? result.expectColumns(Value.oid)
    let four = try? result.int32(row: 0, column: 0)
    let eight = try? result.int64(row: 0, column: 0)
    try hold(
      (four != nil) == (bytes.count == 4) && (eight != nil) == (bytes.count == 8), "its size")
    try hold(result.withBytes(row: 0, column: 0) { Array($0) } == bytes, "its bytes")
  }

  /// A result of one row and one column, in libpq's memory, as libpq reads it from the server.
  private static func result(holding bytes: [UInt8], oid: UInt32) throws(Broken) -> QueryResult {
    guard let handle = PQmakeEmptyPGresult(nil, PGRES_TUPLES_OK) else {
      throw Broken(description: "libpq makes no result")
    }
    let result = QueryResult(owning: handle)
    let isFilled = "column".withCString { name in
      var column = PGresAttDesc(
        name: UnsafeMutablePointer(mutating: name), tableid: 0, columnid: 0, format: 1, typid: oid,
        typlen: -1, atttypmod: -1)
      guard PQsetResultAttrs(handle, 1, &column) == 1 else { return false }
      return bytes.withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { value in
          // libpq reads a null pointer as NULL.
          let empty = UnsafeMutablePointer(mutating: name)
          let start = value.baseAddress.map { UnsafeMutablePointer(mutating: $0) } ?? empty
          return PQsetvalue(handle, 0, 0, start, Int32(value.count)) == 1
        }
      }
    }
    try hold(isFilled, "libpq does not take the value")
    return result
  }
}
