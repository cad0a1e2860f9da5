/// A `bytea`.
package struct PostgresBytes: PostgresValue, Equatable {
  /// `bytea`.
  package static let oid: UInt32 = 17
  /// The bytes themselves.
  package let bytes: [UInt8]

  /// The bytes as a value of SQL.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  /// Appends the bytes.
  package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: self.bytes) }
  /// Takes all bytes.
  package init?(binary bytes: UnsafeRawBufferPointer) { self.bytes = [UInt8](bytes) }
}
