package import Postgres
package import Scheduling

/// A value of ours that the database keeps as one of its own.
package protocol PostgresWrapper: PostgresElement {
  associatedtype Stored: PostgresElement
  var stored: Stored { get }
  init(stored: Stored)
}

extension PostgresWrapper {
  package static var oid: UInt32 { Stored.oid }
  package static var arrayOID: UInt32 { Stored.arrayOID }
  package func encode(into bytes: inout [UInt8]) { stored.encode(into: &bytes) }
  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard let stored = Stored(binary: bytes) else { return nil }
    self.init(stored: stored)
  }
}

extension AccountID: PostgresWrapper {
  package var stored: Int64 { value }
  package init(stored: Int64) { self.init(stored) }
}

extension AccountName: PostgresWrapper {
  package var stored: String { text }
}

extension AgentID: PostgresWrapper {
  package var stored: Int32 { value }
  package init(stored: Int32) { self.init(stored) }
}

extension EventTypeID: PostgresWrapper {
  package var stored: Int32 { value }
  package init(stored: Int32) { self.init(stored) }
}

extension Instant: PostgresWrapper {
  package var stored: PostgresTimestamp { PostgresTimestamp(microseconds: postgresMicroseconds) }
  package init(stored: PostgresTimestamp) {
    self.init(postgresMicroseconds: stored.microseconds)
  }
}

extension AccountID: PostgresLiteral {
  package static var typeName: String { Int64.typeName }
  package var literal: String { value.literal }
}

extension Instant: PostgresLiteral {
  package static var typeName: String { "timestamptz" }
  package var literal: String {
    "('epoch'::timestamptz + \(secondsSince1970.literal) * '1 second'::interval)"
  }
}

extension RowDecoder {
  /// The next column as an import's status.
  mutating func nextStatus() throws(PostgresError) -> ImportStatus {
    let text: String = try next()
    guard let status = ImportStatus(rawValue: text) else {
      throw .decoding("unknown import status \(text)")
    }
    return status
  }
}
