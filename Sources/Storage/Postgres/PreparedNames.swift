/// The server-side names of the statements prepared in one session, by SQL text.
struct PreparedNames {
  private var names: [String: String] = [:]
  private var given = 0

  subscript(sql: String) -> String? { names[sql] }

  /// A name that this session has not used, not even for a statement that PostgreSQL rejected.
  mutating func makeName() -> String {
    given += 1
    return "s\(given)"
  }

  /// Records that the statement is prepared.
  mutating func keep(_ name: String, for sql: String) { names[sql] = name }
}
