import Postgres
import TestSupport
import Testing

@Suite("Postgres: rows by COPY", .timeLimit(.minutes(5)))
struct CopiedRowTests {
  private static let numbers = Statement<Int64, Int64, [Int64]>(
    """
    SELECT n::int4, n * $1
    FROM unnest($2) AS n
    ORDER BY n
    """
  ) { (row) throws(PostgresError) in try row.next() }

  @Test func `are the rows of the statement, whether none or many`() async throws {
    let connection = try await TestDatabase.empty().connection()
    for numbers: [Int64] in [[], [7], Array(-2_000...2_000)] {
      let rows = try await connection.run { connection in
        var rows: [(Int32, Int64)] = []
        try connection.forEachCopiedRow(of: Self.numbers, -3_000_000_000, numbers) { row in
          rows.append((try row.int32(), try row.int64()))
        }
        return rows
      }
      #expect(rows.map(\.0) == numbers.map { Int32($0) })
      #expect(rows.map(\.1) == numbers.map { $0 * -3_000_000_000 })
    }
  }

  @Test func `leave the session usable if their reader or the statement fails`() async throws {
    struct Enough: Error {}
    let connection = try await TestDatabase.empty().connection()
    try await connection.run { connection in
      #expect(throws: Enough.self) {
        try connection.forEachCopiedRow(of: Self.numbers, 1, Array(1...10_000)) { _ in
          throw Enough()
        }
      }
      let error = #expect(throws: PostgresError.self) {
        try connection.forEachCopiedRow(of: Self.numbers, .max, [1, 2]) { _ in }
      }
      guard case .server(let fault) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      // numeric_value_out_of_range
      #expect(fault.sqlState.rawValue == "22003")
      // The columns are read in another order.
      #expect(throws: PostgresError.self) {
        try connection.forEachCopiedRow(of: Self.numbers, 1, [1]) { row in _ = try row.int64() }
      }
      let rows = try connection.query(ConnectionTests.one)
      #expect(rows == [1])
    }
  }
}
