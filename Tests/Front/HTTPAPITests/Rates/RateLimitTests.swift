import Foundation
import HTTPAPI
import Identity
import NIOHTTP1
import Postgres
import Scheduling
import Server
import TestSupport
import Testing

@Suite("The rate of an account", .timeLimit(.minutes(5)))
struct RateLimitTests {
  @Test func `allows a burst of a minute's requests, then one as each token refills`()
    async throws
  {
    try await withAPIServer([.uploadRate: "5", .readRate: "3"]) { server in
      let account = try await server.account()
      for _ in 0..<3 { try await account.status(of: "1").expect(.importNotFound) }
      try await account.status(of: "1").expectRateLimited(within: 20)
      try await server.pass(.seconds(20))
      try await account.status(of: "1").expect(.importNotFound)
      try await account.status(of: "1").expectRateLimited(within: 20)
      // Another kind of request has a separate bucket.
      for _ in 0..<5 {
        try await account.upload(UploadForm(fileName: "a")).expect(.fileName("a", example: "a.csv"))
      }
      try await account.upload().expectRateLimited(within: 12)
      // Another account has separate buckets too.
      let other = try await server.account()
      try await other.status(of: "1").expect(.importNotFound)
      // After an idle hour, the bucket holds no more than a minute's tokens.
      try await server.pass(.seconds(3600))
      for _ in 0..<3 { try await account.status(of: "1").expect(.importNotFound) }
      try await account.status(of: "1").expectRateLimited(within: 20)
    }
  }

  @Test func `rejects requests until the time in Retry-After, and no longer`() async throws {
    try await withAPIServer([.uploadRate: "1"]) { server in
      let account = try await server.account()
      try await account.upload(UploadForm(fileName: "a")).expect(.fileName("a", example: "a.csv"))
      try await account.upload().expectRateLimited(within: 60)
      try await server.pass(.seconds(25))
      try await account.upload().expectRateLimited(within: 35)
      try await server.pass(.seconds(35))
      try await account.upload(UploadForm(fileName: "a")).expect(.fileName("a", example: "a.csv"))
    }
  }

  @Test func `is shared by all clients of the account`() async throws {
    try await withAPIServer([.readRate: "2"]) { server in
      let account = try await server.account()
      var statuses: [Int] = []
      for client in ["one", "other", "one", "other", "third"] {
        let token = try await server.issuer.issue(
          account: account.name, scopes: [.read], clientID: client, lifetime: 3600,
          now: server.clock.seconds)
        let response = try await server.send(.GET, "\(APITestServer.imports)/1", token: token)
        statuses.append(response.status)
      }
      #expect(statuses == [404, 404, 429, 429, 429])
    }
  }

  @Test func `is shared by both path prefixes`() async throws {
    try await withAPIServer([.readRate: "2"]) { server in
      let account = try await server.account()
      try await account.status(of: "1").expect(.importNotFound)
      try await account.status(of: "1", prefix: Route.gatewayPrefix).expect(.importNotFound)
      try await account.status(of: "1").expectRateLimited(within: 30)
      try await account.status(of: "1", prefix: Route.gatewayPrefix).expectRateLimited(within: 30)
    }
  }

  @Test func `is not used up by requests that fail authentication or lack the scope`() async throws
  {
    try await withAPIServer([.readRate: "1"]) { server in
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

  @Test func `is not shared by accounts with canonically equivalent ids`() async throws {
    try await withAPIServer([.readRate: "1"]) { server in
      for name: AccountName in ["Zo\u{EB}", "Zoe\u{308}"] {
        let account = try await server.account(name)
        try await account.status(of: "1").expect(.importNotFound)
      }
    }
  }

  @Test func `is in the header fields of the response`() async throws {
    try await withAPIServer([.readRate: "2"]) { server in
      let account = try await server.account()
      let id = try await account.accept()
      for remaining in [1, 0] {
        let response = try await account.status(of: id)
        #expect(response.status == 200)
        #expect(response.headers["RateLimit-Policy"] == [#""read";q=2;w=60"#])
        #expect(response.headers["RateLimit"] == [#""read";r=\#(remaining)"#])
      }
      let refused = try await account.status(of: id)
      let seconds = try #require(refused.headers.first(name: "Retry-After"))
      #expect(refused.headers["RateLimit-Policy"] == [#""read";q=2;w=60"#])
      #expect(refused.headers["RateLimit"] == [#""read";r=0;t=\#(seconds)"#])
      #expect(refused.text.contains("The limit of 2 requests per minute is used up."))
    }
  }

  @Test func `counts reads exactly, with and without a lease`() async throws {
    try await withAPIServer([.readRate: "600"]) { server in
      let account = try await server.account()
      let id = try await account.accept()
      let start = ContinuousClock.now
      var passed = 0
      // A slice has three tokens, so every third request asks the database and all other requests
      // use the lease. The loop ends even if the limiter admits everything.
      while passed < 10_000, try await account.status(of: id).status == 200 { passed += 1 }
      let elapsed = start.duration(to: .now) / Duration.seconds(60)
      #expect(passed >= 600 && Double(passed) <= 600 * (1 + elapsed) + 1)
    }
  }

  @Test func `counts the requests of an unknown account, too`() async throws {
    try await withAPIServer([.uploadRate: "1"]) { server in
      let stranger = try await server.stranger()
      try await stranger.upload().expect(.unknownAccount)
      try await stranger.upload().expectRateLimited(within: 60)
    }
  }
}

@Suite("The rate of an address", .timeLimit(.minutes(5)))
struct AddressRateTests {
  @Test func `is checked before everything else`() async throws {
    try await withAPIServer([.addressRate: "3"]) { server in
      try await server.send(.GET, "\(APITestServer.imports)/1").expect(.noToken)
      try await server.send(.GET, "/nothing").expect(.routeNotFound)
      #expect(try await server.send(.GET, "/health/live").status == 200)
      let refused = try await server.send(.GET, "\(APITestServer.imports)/1", token: "abc")
      refused.expectRateLimited(within: 20)
      #expect(refused.headers["RateLimit-Policy"] == [#""address";q=3;w=60"#])
      server.clock.advance(by: .seconds(20))
      try await server.send(.GET, "/nothing").expect(.routeNotFound)
    }
  }
}

extension APITestServer {
  /// Moves time forward for this process and for the buckets in the database.
  func pass(_ time: Duration) async throws {
    clock.advance(by: time)
    try await pool.withConnection { connection in
      try connection.executeScript(
        """
        UPDATE rate_buckets
        SET full_at = full_at - interval '\(time.components.seconds) seconds'
        """)
    }
  }
}

extension ContractError {
  /// The expected refusal, with the wait that the response names if it is within bounds.
  static func rateLimited(
    asIn body: String, within most: Int, perMinute: Int
  ) -> ContractError {
    let seconds = body.firstMatch(of: /after (\d+) s/).flatMap { Int($0.1) } ?? 0
    return .rateLimited(min(max(seconds, 1), most), perMinute: perMinute)
  }
}

extension APIResponse {
  /// Compares the response with the contract. Buckets refill by the database's clock, so only an
  /// upper bound of the wait is known.
  func expectRateLimited(
    within most: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let seconds = headers.first(name: "Retry-After").flatMap { Int($0) } ?? 0
    #expect((1...most).contains(seconds), sourceLocation: sourceLocation)
    let policy = headers.first(name: "RateLimit-Policy") ?? ""
    let quota = policy.firstMatch(of: /;q=(\d+);w=60$/).flatMap { Int($0.1) } ?? 0
    expect(.rateLimited(seconds, perMinute: quota), sourceLocation: sourceLocation)
  }
}
