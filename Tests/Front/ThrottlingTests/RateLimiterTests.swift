import TestSupport
import Testing
import Throttling

@Suite("A rate limiter", .timeLimit(.minutes(5)))
struct RateLimiterTests {
  /// The result is in whole seconds, so waiting that long must be enough for any rate at any
  /// moment.
  @Test(arguments: [1, 2, 3, 7, 11, 13, 59, 60, 61, 119, 120, 999, 1200, 1_000_000])
  func `admits the account after the time that it returned`(perMinute: Int) {
    let clock = ManualClock()
    let limiter = RateLimiter(perMinute: perMinute) { clock.now }
    for step in 1...2000 {
      clock.advance(by: .microseconds(step * 37 % 1009))
      guard let seconds = limiter.take("a") else { continue }
      #expect(seconds >= 1 && seconds <= 60)
      if seconds > 1 {
        clock.advance(by: .seconds(seconds - 1) - .milliseconds(1))
        #expect(limiter.take("a") != nil)
        clock.advance(by: .seconds(1) + .milliseconds(1))
      } else {
        clock.advance(by: .seconds(1))
      }
      #expect(limiter.take("a") == nil)
    }
  }

  @Test func `admits no more than the rate over a long time`() {
    let clock = ManualClock()
    let limiter = RateLimiter(perMinute: 60) { clock.now }
    var passed = 0
    for _ in 0..<60_000 {
      if limiter.take("a") == nil { passed += 1 }
      clock.advance(by: .milliseconds(10))
    }
    // Ten minutes of tokens, plus the first burst.
    #expect((659...660).contains(passed))
  }

  @Test func `drops full buckets, and no others`() {
    let clock = ManualClock()
    let limiter = RateLimiter(perMinute: 2) { clock.now }
    for number in 0..<50_000 {
      // One account per second, so that the buckets of about a minute's accounts are not full.
      _ = limiter.take("account-\(number)")
      clock.advance(by: .seconds(1))
      #expect(limiter.bucketCount <= 1024)
    }
    // All active accounts are kept, even above the first bound.
    for number in 0..<5000 {
      #expect(limiter.take("busy-\(number)") == nil)
      #expect(limiter.take("busy-\(number)") == nil)
    }
    #expect(limiter.bucketCount >= 5000)
    #expect((0..<5000).allSatisfy { limiter.take("busy-\($0)") != nil })
    clock.advance(by: .seconds(60))
    for number in 0..<20_000 {
      _ = limiter.take("later-\(number)")
      clock.advance(by: .seconds(1))
    }
    #expect(limiter.bucketCount <= 1024)
  }

  @Test func `keeps no more buckets than its limit, and lets other keys share one`() {
    let clock = ManualClock()
    let limiter = RateLimiter(perMinute: 2, mostBuckets: 3) { clock.now }
    for key in ["a", "b", "c", "c"] { #expect(limiter.take(key) == nil) }
    #expect(limiter.bucketCount == 3)
    #expect(limiter.take("d") == nil && limiter.take("e") == nil)
    #expect(limiter.take("f") != nil)
    // Keys that have a bucket keep it.
    #expect(limiter.take("a") == nil && limiter.take("c") != nil)
    #expect(limiter.bucketCount == 4)
    clock.advance(by: .seconds(60))
    for number in 0..<10_000 { _ = limiter.take("\(number)") }
    #expect(limiter.bucketCount == 4)
    #expect(limiter.take("0") == nil)
  }
}
