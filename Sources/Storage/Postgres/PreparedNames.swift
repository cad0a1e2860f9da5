/// The server-side names of the statements that are prepared in one session, by their text.
struct PreparedNames {
  private var names: [String: String] = [:]
  private var given = 0

  subscript(sql: String) -> String? { names[sql] }

  /// A name that is new to this session, even if PostgreSQL rejected the statement of an earlier
  /// name.
  mutating func makeName() -> String {
    given += 1
    return "s\(given)"
  }

  /// Takes note that the statement is prepared for certain.
  mutating func keep(_ name: String, for sql: String) { names[sql] = name }
}
