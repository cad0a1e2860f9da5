package import Postgres

/// A value that the database stores as one of its own types.
package protocol PostgresWrapper: PostgresElement {
  /// The database's type.
  associatedtype Stored: PostgresElement
  /// The value as the database stores it.
  var stored: Stored { get }
  /// Creates a value from its stored form.
  init(stored: Stored)
}

extension PostgresWrapper {
  /// The type of the stored value.
  package static var oid: UInt32 { Stored.oid }
  /// The array type of the stored value.
  package static var arrayOID: UInt32 { Stored.arrayOID }
  /// Appends the stored value.
  package func encode(into bytes: inout [UInt8]) { stored.encode(into: &bytes) }
  /// Reads a stored value.
  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard let stored = Stored(binary: bytes) else { return nil }
    self.init(stored: stored)
  }
}
