import Postgres
import TestSupport
import Testing

@Suite("Postgres: an open pipeline", .timeLimit(.minutes(5)))
struct OpenPipelineTests {
  private static func plus(_ summand: Int) -> Statement<Int32, Int32> {
    Statement("SELECT $1 + \(summand)") { (row) throws(PostgresError) in try row.next() }
  }

  static let quotient = Statement<Int32, Int32>("SELECT 100 / $1") {
    (row) throws(PostgresError) in try row.next()
  }

  static let setting = Statement<Void>("SET LOCAL application_name = 'sent for effect'")

  @Test func `shares the names of prepared statements with the rest of the session`()
    async throws
  {
    let connection = try await TestDatabase.empty().connection()
    try await connection.run { connection in
      // Old and new statements alternate, sent before and after other results are read. PostgreSQL
      // would reject a repeated name.
      for round in 0..<6 {
        let sum = try connection.first(Self.plus(100 + round), 1)
        #expect(sum == Int32(101 + round))
        try connection.withOpenPipeline { pipeline in
          for summand in 0...round {
            try pipeline.send(Self.plus(summand), 1)
            let one = try pipeline.rows(of: Self.plus(summand))
            try pipeline.send(Self.plus(10 * round + summand), 1)
            let other = try pipeline.rows(of: Self.plus(10 * round + summand))
            #expect(one == [Int32(1 + summand)])
            #expect(other == [Int32(1 + 10 * round + summand)])
          }
        }
      }
    }
  }

  @Test
  func `answers before everything is sent, and skips results of statements sent for their effect`()
    async throws
  {
    let connection = try await TestDatabase.empty().connection()
    try await connection.run { connection in
      try await connection.transaction { connection in
        try connection.withOpenPipeline { pipeline in
          var value: Int32 = 0
          for _ in 0..<20 {
            try pipeline.send(Self.plus(1), value)
            try pipeline.sendForEffect(Self.setting)
            value = try pipeline.rows(of: Self.plus(1)).first ?? 0
          }
          #expect(value == 20)
        }
      }
    }
  }

  @Test func `throws its first error for all later statements, and leaves the session usable`()
    async throws
  {
    let connection = try await TestDatabase.empty().connection()
    try await connection.run { connection in
      var states: [String] = []
      func note(_ body: () throws -> Void) {
        do {
          try body()
        } catch PostgresError.server(let error) {
          states.append(error.sqlState.rawValue)
        } catch {
          states.append("\(error)")
        }
      }
      note {
        try connection.withOpenPipeline { pipeline in
          for divisor: Int32 in [0, 1, 2] { try pipeline.send(Self.quotient, divisor) }
          do {
            _ = try pipeline.rows(of: Self.quotient)
          } catch PostgresError.server(let error) {
            states.append(error.sqlState.rawValue)
          }
          _ = try pipeline.rows(of: Self.quotient)
        }
      }
      // Division by zero.
      #expect(states == ["22012", "22012"])
      let quotient = try connection.first(Self.quotient, 4)
      #expect(quotient == 25)
    }
  }
}
