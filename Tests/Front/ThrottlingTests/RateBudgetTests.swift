import Postgres
import Scheduling
import Secrets
import TestSupport
import Testing
import Throttling

@Suite("The budget of a caller", .timeLimit(.minutes(5)))
struct RateBudgetTests {
  private struct Failure: Error {}

  private let caller = RateBudget.Caller(account: "acme", holder: "")

  private func budget(_ perMinute: Int, pool: ConnectionPool) -> RateBudget {
    var limits = RateLimits(pool: pool)
    limits.readsPerMinute = perMinute
    return RateBudget.reads(limits)
  }

  @Test func `is decided before or during the work, and the work of a rejected request is dropped`()
    async throws
  {
    let budget = budget(2, pool: try await TestDatabase().pool())
    #expect(
      try await budget.take(caller) == RateStanding(policy: "read", perMinute: 2, remaining: 1))
    let (value, standing) = try await budget.take(caller) { "done" }
    #expect(value == "done")
    #expect(standing == RateStanding(policy: "read", perMinute: 2, remaining: 0))
    // The work fails while the bucket is asked. The refusal takes precedence over its error.
    await #expect(throws: RateRefusal.self) {
      _ = try await budget.take(caller) { throw Failure() }
    }
    // The empty bucket is now known, so the work does not begin.
    await #expect(throws: RateRefusal.self) {
      _ = try await budget.take(caller) { Issue.record("the work has begun") }
    }
    // Another caller has a separate budget.
    #expect(try await budget.take(.init(account: "other", holder: "")) != nil)
  }

  @Test func `passes the error of work that is within it`() async throws {
    let budget = budget(600, pool: try await TestDatabase().pool())
    // Once while the bucket is asked, and once with a lease.
    for _ in 0..<2 {
      await #expect(throws: Failure.self) {
        _ = try await budget.take(caller) { throw Failure() }
      }
    }
  }

  @Test func `is not counted while the database is unreachable`() async throws {
    var configuration = try await TestDatabase().configuration
    configuration.connectionString = Secret("host=127.0.0.1 port=1")
    let pool = ConnectionPool(configuration: configuration, size: 1, logger: TestDatabase.logger)
    let budget = budget(1, pool: pool)
    for _ in 0..<2 {
      #expect(try await budget.take(caller) == nil)
      let (value, standing) = try await budget.take(caller) { 1 }
      #expect(value == 1 && standing == nil)
    }
  }
}
