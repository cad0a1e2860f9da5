import Postgres
import Scheduling
import Store
import TestSupport
import Testing

@Suite("Store: buckets of rates", .timeLimit(.minutes(5)))
struct RateBucketTests {
  private let database: TestDatabase
  private let connection: PostgresConnection

  init() async throws {
    database = try await TestDatabase()
    connection = database.connection()
    _ = try await connection.run { try AccountRepository.create("acme", on: $0) }
  }

  private func take(
    _ kind: RateKind = .read, of account: AccountName? = "acme", holder: String = "",
    perMinute: Int,
    isSlice: Bool = false
  ) async throws -> RateBucketRepository.Grant {
    try await connection.run { connection in
      try RateBucketRepository.take(
        .init(
          account: account, kind: kind, holder: holder, perMinute: perMinute, isSlice: isSlice),
        on: connection)
    }
  }

  /// Moves the times of all buckets as if time had passed.
  private func pass(seconds: Double) async throws {
    try await connection.run {
      try $0.executeScript(
        "UPDATE rate_buckets SET full_at = full_at - \(seconds) * interval '1 second'")
    }
  }

  /// One token per 60 or 20 s: too slow for a token to refill during the test.
  @Test(arguments: [1, 2, 3])
  func `hold a minute's tokens, and refill one token at a time`(perMinute: Int) async throws {
    for number in 1...perMinute {
      let grant = try await take(perMinute: perMinute)
      #expect(grant.tokens == 1 && grant.remaining == perMinute - number)
    }
    let empty = try await take(perMinute: perMinute)
    #expect(empty.tokens == 0 && empty.remaining == 0)
    let wait = empty.wait
    #expect(wait > .zero && wait <= Duration.seconds(60) / perMinute + .microseconds(1))
    try await pass(seconds: wait / Duration.seconds(1))
    #expect(try await take(perMinute: perMinute).tokens == 1)
    #expect(try await take(perMinute: perMinute).tokens == 0)
  }

  @Test(arguments: [1, 2, 3, 7, 59, 61, 119, 1200, 999_983, 1_000_000])
  func `have exactly their tokens when full, at any rate`(perMinute: Int) async throws {
    let slice = max(1, perMinute / 200)
    var total = 0
    // Sets the buckets back to the time of the first request, so that no time has passed.
    let start = try await now()
    for _ in 0...perMinute / slice + 1 {
      total += try await take(perMinute: perMinute, isSlice: true).tokens
      if total >= perMinute { break }
    }
    let elapsed = Double(try await now() - start) / 1e6
    #expect(total >= perMinute)
    #expect(Double(total) <= Double(perMinute) * (1 + elapsed / 60) + 1)
  }

  /// Microseconds by the database's clock.
  private func now() async throws -> Int64 {
    // Not as an Instant, which counts whole seconds.
    let statement = Statement<Int64>(
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
    ) { (row) throws(PostgresError) in try row.next() }
    return try await connection.run { try $0.first(statement) }.required()
  }

  @Test func `save up no more than a minute's tokens`() async throws {
    for _ in 0..<3 { _ = try await take(perMinute: 3) }
    try await pass(seconds: 86_400)
    for _ in 0..<3 { #expect(try await take(perMinute: 3).tokens == 1) }
    #expect(try await take(perMinute: 3).tokens == 0)
  }

  @Test func `are separate for each kind, account and holder, even if names look alike`()
    async throws
  {
    for _ in 0..<2 {
      for (kind, account, holder) in [
        (RateKind.read, "acme", ""), (.upload, "acme", ""), (.token, "acme", "robot"),
        (.token, "acme", "other"), (.admin, nil, "robot"), (.admin, nil, ""),
        (.read, "nobody", ""), (.read, "Zo\u{EB}", ""), (.read, "Zoe\u{308}", ""),
      ] as [(RateKind, AccountName?, String)] {
        let grant = try await take(kind, of: account, holder: holder, perMinute: 2)
        #expect(grant.tokens == 1, "\(kind) \(account?.text ?? "-") \(holder)")
      }
    }
    #expect(try await take(.admin, of: nil, holder: "robot", perMinute: 2).tokens == 0)
    #expect(try await take(.read, of: "nobody", perMinute: 2).tokens == 0)
  }

  @Test func `have the account's own size immediately, if it has one`() async throws {
    #expect(try await take(perMinute: 1200).perMinute == 1200)
    try await connection.run { connection in
      let account = try AccountRepository.lock("acme", on: connection).required()
      try AccountRepository.update(
        account.id, displayName: nil, isActive: true,
        rates: .init(uploads: 1, reads: 400, tokens: 7),
        on: connection)
    }
    let slice = try await take(perMinute: 1200, isSlice: true)
    #expect(slice.perMinute == 400 && slice.tokens == 2)
    #expect(try await take(.upload, perMinute: 120).perMinute == 1)
    #expect(try await take(.upload, perMinute: 120).tokens == 0)
    #expect(try await take(.token, holder: "robot", perMinute: 300).perMinute == 7)
    #expect(try await take(of: "other", perMinute: 1200).perMinute == 1200)
  }

  /// Sixteen concurrent sessions take slices until the budget is used up.
  @Test func `give out their budget once, even to many concurrent callers`() async throws {
    let perMinute = 3000
    let pool = database.pool(size: 16, waitLimit: .seconds(60))
    let start = try await now()
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
      for worker in 0..<16 {
        group.addTask {
          var total = 0
          while true {
            let grant = try await pool.withConnection { connection in
              try RateBucketRepository.take(
                .init(
                  account: "acme", kind: .read, holder: "", perMinute: perMinute,
                  isSlice: worker.isMultiple(of: 2)), on: connection)
            }
            // A budget that never runs out must not keep the test running.
            if grant.tokens == 0 || total > 10 * perMinute { return total }
            total += grant.tokens
          }
        }
      }
      return try await group.reduce(0, +)
    }
    let elapsed = Double(try await now() - start) / 1e6
    #expect(total >= perMinute)
    #expect(Double(total) <= Double(perMinute) * (1 + elapsed / 60) + 1)
  }

  private static let storage = Statement<[String]>(
    """
    SELECT ARRAY[
      relpersistence::text,
      (SELECT count(*) FROM pg_index WHERE indrelid = c.oid)::text, reloptions::text]
    FROM pg_class c
    WHERE relname = 'rate_buckets'
    """
  ) { (row) throws(PostgresError) in try row.next() }

  @Test func `write no write-ahead log, and change no index`() async throws {
    // The table is unlogged, and only the key is indexed.
    let storage = try await connection.run { try $0.first(Self.storage) }
    #expect(storage == ["u", "1", "{fillfactor=25}"])
  }

  @Test func `get the time only from the database`() throws {
    let take = try #require(
      AllStatements.all.first { $0.sql.contains("INSERT INTO rate_buckets") })
    // Texts, a number and a flag, but no time.
    #expect(take.parameterTypes == [25, 25, 25, 23, 16])
  }
}
