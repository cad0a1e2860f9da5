/// A `timestamptz`: microseconds since 2000-01-01T00:00:00Z, as PostgreSQL keeps it.
package struct PostgresTimestamp: PostgresElement, Equatable, Comparable {
  /// `timestamptz`.
  package static let oid: UInt32 = 1184
  /// `timestamptz[]`.
  package static let arrayOID: UInt32 = 1185
  /// The microseconds since 2000-01-01T00:00:00Z.
  package let microseconds: Int64

  /// The timestamp with this number of microseconds.
  package init(microseconds: Int64) { self.microseconds = microseconds }
  /// Appends the microseconds.
  package func encode(into bytes: inout [UInt8]) { microseconds.encode(into: &bytes) }

  /// Reads the microseconds.
  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard let microseconds = Int64(binary: bytes) else { return nil }
    self.microseconds = microseconds
  }

  /// Orders timestamps by time.
  package static func < (one: Self, other: Self) -> Bool { one.microseconds < other.microseconds }
}
