/// A `bytea`.
package struct PostgresBytes: PostgresValue, Equatable {
  /// `bytea`.
  package static let oid: UInt32 = 17
  /// The bytes themselves.
  package let bytes: [UInt8]

  /// Wraps the bytes as an SQL value.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  /// Appends the bytes.
  package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: self.bytes) }
  /// Reads all bytes.
  package init?(binary bytes: UnsafeRawBufferPointer) { self.bytes = [UInt8](bytes) }
}
