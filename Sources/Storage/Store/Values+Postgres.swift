package import Postgres
package import Scheduling

extension AccountID: PostgresWrapper {
  /// The number.
  package var stored: Int64 { value }
  /// The account with this number.
  package init(stored: Int64) { self.init(stored) }
}

extension AccountName: PostgresWrapper {
  /// The text.
  package var stored: String { text }
}

extension AgentID: PostgresWrapper {
  /// The number.
  package var stored: Int32 { value }
  /// The entry with this number.
  package init(stored: Int32) { self.init(stored) }
}

extension EventTypeID: PostgresWrapper {
  /// The number.
  package var stored: Int32 { value }
  /// The entry with this number.
  package init(stored: Int32) { self.init(stored) }
}

extension Instant: PostgresWrapper {
  /// Microseconds since 2000.
  package var stored: PostgresTimestamp { PostgresTimestamp(microseconds: postgresMicroseconds) }
  /// The instant of a timestamp.
  package init(stored: PostgresTimestamp) {
    self.init(postgresMicroseconds: stored.microseconds)
  }
}

extension AccountID: PostgresLiteral {
  /// The type's name in SQL.
  package static var typeName: String { Int64.typeName }
  /// The number's literal.
  package var literal: String { value.literal }
}

extension Instant: PostgresLiteral {
  /// The type's name in SQL.
  package static var typeName: String { "timestamptz" }
  /// The seconds since 1970, as an interval added to the epoch.
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
