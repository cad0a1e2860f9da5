import HTTPAPI
import NIOHTTP1
import Testing

@Suite("The rate of an account")
struct RateLimitTests {
  @Test func `allows a burst of a minute's requests, then one at a time as they come back`()
    async throws
  {
    try await withAPIServer(.init(uploadsPerMinute: 5, readsPerMinute: 3)) { server in
      let account = try await server.account()
      for _ in 0..<3 { try await account.status(of: "1").expect(.importNotFound) }
      try await account.status(of: "1").expect(.rateLimited(20))
      server.clock.advance(by: .seconds(19))
      try await account.status(of: "1").expect(.rateLimited(1))
      server.clock.advance(by: .seconds(1))
      try await account.status(of: "1").expect(.importNotFound)
      try await account.status(of: "1").expect(.rateLimited(20))
      // Another kind of request has a bucket of its own.
      for _ in 0..<5 { try await account.upload(UploadForm(fileName: "a")).expect(.fileName) }
      try await account.upload().expect(.rateLimited(12))
      // And so has another account.
      let other = try await server.account()
      try await other.status(of: "1").expect(.importNotFound)
      // An hour of silence saves up no more than a minute's.
      server.clock.advance(by: .seconds(3600))
      for _ in 0..<3 { try await account.status(of: "1").expect(.importNotFound) }
      try await account.status(of: "1").expect(.rateLimited(20))
    }
  }

  @Test func `is one for both path prefixes`() async throws {
    try await withAPIServer(.init(readsPerMinute: 2)) { server in
      let account = try await server.account()
      try await account.status(of: "1").expect(.importNotFound)
      try await account.status(of: "1", prefix: Route.gatewayPrefix).expect(.importNotFound)
      try await account.status(of: "1").expect(.rateLimited(30))
      try await account.status(of: "1", prefix: Route.gatewayPrefix).expect(.rateLimited(30))
    }
  }

  @Test func `is not used up by requests without a token that may`() async throws {
    try await withAPIServer(.init(readsPerMinute: 1)) { server in
      let account = try await server.account()
      let target = "\(APITestServer.imports)/1"
      for _ in 0..<5 {
        try await server.send(.GET, target, token: "abc").expect(.invalidToken)
        try await server.send(.GET, target, token: account.writer)
          .expect(.insufficientScope("wfm-public:read"))
      }
      try await account.status(of: "1").expect(.importNotFound)
    }
  }

  @Test func `is not shared by accounts whose ids only look alike`() async throws {
    try await withAPIServer(.init(readsPerMinute: 1)) { server in
      for id in ["Zo\u{EB}", "Zoe\u{308}"] {
        let account = try await server.account(id)
        try await account.status(of: "1").expect(.importNotFound)
      }
    }
  }
}

@Suite("A rate limiter")
struct RateLimiterTests {
  /// Whole seconds are told, so waiting as long must always be enough, whatever the rate and moment.
  @Test(arguments: [1, 2, 3, 7, 11, 13, 59, 60, 61, 119, 120, 999, 1200, 1_000_000])
  func `lets the account pass after the time that it told`(perMinute: Int) {
    let clock = ManualClock()
    let limiter = RateLimiter(perMinute: perMinute) { clock.instant }
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

  @Test func `gives out no more than the rate over any long time`() {
    let clock = ManualClock()
    let limiter = RateLimiter(perMinute: 60) { clock.instant }
    var passed = 0
    for _ in 0..<60_000 {
      if limiter.take("a") == nil { passed += 1 }
      clock.advance(by: .milliseconds(10))
    }
    // Ten minutes, and the burst of the first.
    #expect((659...660).contains(passed))
  }

  @Test func `forgets accounts whose buckets are full, and no others`() {
    let clock = ManualClock()
    let limiter = RateLimiter(perMinute: 2) { clock.instant }
    for number in 0..<50_000 {
      // A second apart, so that about a minute's accounts have something to remember.
      _ = limiter.take("account-\(number)")
      clock.advance(by: .seconds(1))
      #expect(limiter.bucketCount <= 1024)
    }
    // More active accounts than the first bound are all kept.
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
}
