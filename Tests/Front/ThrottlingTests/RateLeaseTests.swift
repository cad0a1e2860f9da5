import Postgres
import Scheduling
import Store
import TestSupport
import Testing
import Throttling

@Suite("A lease of a rate", .timeLimit(.minutes(5)))
struct RateLeaseTests {
  private let clock = ManualClock()
  private let leases: RateLeases
  private let key: [UInt8] = Array("acme".utf8)

  init() {
    let clock = self.clock
    leases = RateLeases { clock.now }
  }

  /// The answer of a bucket with 600 tokens per minute.
  private func grant(
    _ tokens: Int, untilFull: Duration = .seconds(30)
  ) -> RateBucketRepository.Grant {
    .init(tokens: tokens, perMinute: 600, untilFull: untilFull)
  }

  @Test func `serves as many requests as its slice has tokens, and then asks again`() {
    #expect(leases.take(key) == .unknown(isSlice: true))
    let first = leases.settle(key, isSlice: true, with: grant(3))
    #expect(first == .admitted(perMinute: 600, remaining: 302))
    for remaining in [301, 300] {
      #expect(leases.take(key) == .known(.admitted(perMinute: 600, remaining: remaining)))
    }
    #expect(leases.take(key) == .unknown(isSlice: true))
  }

  @Test func `is fetched once: requests that arrive meanwhile ask for a token each`() {
    #expect(leases.take(key) == .unknown(isSlice: true))
    for _ in 0..<3 { #expect(leases.take(key) == .unknown(isSlice: false)) }
    #expect(leases.take(Array("other".utf8)) == .unknown(isSlice: true))
    // The answer to a request for one token does not end the fetch of the slice.
    _ = leases.settle(key, isSlice: false, with: grant(1))
    #expect(leases.take(key) == .unknown(isSlice: false))
    _ = leases.settle(key, isSlice: true, with: grant(2))
    #expect(leases.take(key) == .known(.admitted(perMinute: 600, remaining: 300)))
    #expect(leases.take(key) == .unknown(isSlice: true))
  }

  @Test func `expires unused`() {
    _ = leases.take(key)
    _ = leases.settle(key, isSlice: true, with: grant(3))
    clock.advance(by: RateLeases.lifetime)
    #expect(leases.take(key) == .unknown(isSlice: true))
  }

  @Test func `knows that the bucket is empty until its next token`() {
    _ = leases.take(key)
    // A tenth of a second to the next token, and a little less than 60 s until full.
    let refused = leases.settle(key, isSlice: true, with: grant(0, untilFull: .seconds(60)))
    #expect(refused == .refused(perMinute: 600, seconds: 1))
    clock.advance(by: .milliseconds(99))
    #expect(leases.take(key) == .known(.refused(perMinute: 600, seconds: 1)))
    clock.advance(by: .milliseconds(2))
    #expect(leases.take(key) == .unknown(isSlice: true))
  }

  @Test func `asks again after its lifetime, even if the bucket may still be empty`() {
    _ = leases.take(key)
    let empty = RateBucketRepository.Grant(tokens: 0, perMinute: 1, untilFull: .seconds(60))
    let refused = leases.settle(key, isSlice: true, with: empty)
    #expect(refused == .refused(perMinute: 1, seconds: 61))
    clock.advance(by: RateLeases.lifetime - .milliseconds(1))
    #expect(leases.take(key) == .known(.refused(perMinute: 1, seconds: 51)))
    clock.advance(by: .milliseconds(1))
    #expect(leases.take(key) == .unknown(isSlice: true))
  }

  @Test func `is not ended by the late answer of an empty bucket`() {
    #expect(leases.take(key) == .unknown(isSlice: true))
    #expect(leases.take(key) == .unknown(isSlice: false))
    _ = leases.settle(key, isSlice: true, with: grant(2))
    _ = leases.settle(key, isSlice: false, with: grant(0, untilFull: .seconds(60)))
    #expect(leases.take(key) == .known(.admitted(perMinute: 600, remaining: 0)))
    #expect(leases.take(key) == .known(.refused(perMinute: 600, seconds: 1)))
  }

  @Test func `is asked for again if there was no answer`() {
    #expect(leases.take(key) == .unknown(isSlice: true))
    leases.abandon(key)
    #expect(leases.take(key) == .unknown(isSlice: true))
  }

  @Test func `is dropped after it expires`() {
    for number in 0..<20_000 {
      _ = leases.take(Array("account \(number)".utf8))
      clock.advance(by: .milliseconds(100))
      #expect(leases.count <= 1024)
    }
  }

  /// A replica as in the middleware, but without the transport and with a separate clock.
  private struct Replica: Sendable {
    let leases: RateLeases
    let pool: ConnectionPool

    func isAdmitted(_ key: [UInt8], perMinute: Int) async throws -> Bool {
      let answer: RateLeases.Answer
      switch leases.take(key) {
      case .known(let known): answer = known
      case .unknown(let isSlice):
        let grant = try await pool.withConnection { connection in
          try RateBucketRepository.take(
            .init(
              account: "acme", kind: .read, holder: "", perMinute: perMinute, isSlice: isSlice),
            on: connection)
        }
        answer = leases.settle(key, isSlice: isSlice, with: grant)
      }
      if case .admitted = answer { return true }
      return false
    }
  }

  @Test func `replicas whose clocks are an hour apart share one budget`() async throws {
    let pool = try await TestDatabase().pool(size: 6, waitLimit: .seconds(60))
    let perMinute = 2000
    let start = ContinuousClock.now
    let replicas = [-3600, 0, 3600].map { offset in
      Replica(
        leases: RateLeases { ContinuousClock.now + .seconds(offset) }, pool: pool)
    }
    let key = self.key
    let admitted = try await withThrowingTaskGroup(of: Int.self) { group in
      // Two callers on each replica, until they are rejected.
      for replica in replicas + replicas {
        group.addTask {
          var admitted = 0
          // The loop ends even if the limiter admits everything.
          while admitted < 10 * perMinute,
            try await replica.isAdmitted(key, perMinute: perMinute)
          { admitted += 1 }
          return admitted
        }
      }
      return try await group.reduce(0, +)
    }
    let elapsed = start.duration(to: .now) / Duration.seconds(60)
    let budget = Double(perMinute) * (1 + elapsed)
    // Each replica may hold one unused slice.
    #expect(Double(admitted) >= Double(perMinute) - 3 * 10)
    #expect(Double(admitted) <= budget + 1)
  }
}
