import Foundation
import Identity
import Scheduling
import TestSupport
import Testing

/// Tokens from Authlib, over sockets between two processes: RS256, `at+jwt`, discovery by RFC 8414.
@Suite(
  "An issuer built on Authlib",
  .needs(.authlib), .timeLimit(.minutes(10)))
struct AuthlibTests {
  /// Runs an issuer and a server that trusts it.
  private func withIssuer(
    listening: Bool = true,
    _ body: @escaping @Sendable (AuthlibIssuer, VerifyingServer) async throws -> Void
  ) async throws {
    try await AuthlibIssuer.run { issuer in
      if listening { try await issuer.listen() }
      try await VerifyingServer.run(believing: [issuer]) { server in
        // The fetch at start is complete, and the server waits for the next fetch.
        try await server.clock.sleeper(until: .seconds(listening ? 60 : 1))
        try await body(issuer, server)
      }
    }
  }

  @Test func `is trusted for its accounts and scopes`() async throws {
    try await withIssuer { issuer, server in
      #expect(try await server.outcome(of: try await issuer.token()) == .accepted)
      let writer = try await issuer.token(scope: "wfm-public:write other")
      #expect(try await server.outcome(of: writer).status == 403)
      // If the server does not know an account, its imports are unknown too.
      let stranger = try await issuer.token(account: "umbrella")
      #expect(try await server.outcome(of: stranger) == .accepted)
      #expect(try await issuer.keyRequests == 1)
    }
  }

  @Test(arguments: ["RS256", "ES256"])
  func `changes its key, and later withdraws the old key`(algorithm: String) async throws {
    try await withIssuer { issuer, server in
      let old = try await issuer.token()
      #expect(try await server.outcome(of: old) == .accepted)
      try await issuer.rotate(algorithm: algorithm)
      let new = try await issuer.token()
      #expect(try await server.outcome(of: new) == .accepted)
      #expect(try await server.outcome(of: old) == .accepted)
      #expect(try await issuer.keyRequests == 2)

      // The server does not learn that the old key is gone until it fetches the keys after ten
      // minutes.
      try await issuer.retire()
      #expect(try await server.outcome(of: old) == .accepted)
      for minute in 1...10 {
        try await server.clock.sleeper(until: .seconds(60 * minute))
        server.clock.advance(by: .seconds(60))
      }
      try await eventually("the removed key is still believed") {
        (try? await server.outcome(of: old)) == .refused
      }
      #expect(try await server.outcome(of: new) == .accepted)
      // One fetch was scheduled, and one is for the old key, which is unknown now.
      #expect(try await issuer.keyRequests == 4)
    }
  }

  @Test func `is asked at most twice during a flood of unknown keys`() async throws {
    try await withIssuer { issuer, server in
      #expect(try await server.outcome(of: try await issuer.token()) == .accepted)
      let name = await issuer.issuer
      let outcomes = try await withThrowingTaskGroup(of: VerifyingServer.Outcome.self) { group in
        for number in 0..<200 {
          let token = Signer.hs256(
            header: #"{"alg":"RS256","kid":"\#(number)"}"#, claims: Signer.claims(issuer: name),
            secret: [1])
          group.addTask { try await server.outcome(of: token) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.allSatisfy { $0 == .refused })
      #expect(try await issuer.keyRequests == 2)
    }
  }

  @Test func `may be down when the server starts`() async throws {
    try await withIssuer(listening: false) { issuer, server in
      try await issuer.listen()
      let token = try await issuer.token()
      try await issuer.close()
      #expect(try await server.outcome(of: token) == .later)
      try await issuer.listen()
      // The server fetches the keys again 1 s after the first failure.
      server.clock.advance(by: .seconds(1))
      try await eventually("the keys never come") {
        (try? await server.outcome(of: token)) == .accepted
      }
    }
  }

  @Test func `may go down later without stopping the server`() async throws {
    try await withIssuer { issuer, server in
      let (known, fresh) = (try await issuer.token(), try await issuer.token())
      #expect(try await server.outcome(of: known) == .accepted)
      try await issuer.close()
      for minute in 1...10 {
        try await server.clock.sleeper(until: .seconds(60 * minute))
        server.clock.advance(by: .seconds(60))
      }
      // The scheduled fetch has failed, so the next fetch is a second away.
      try await server.clock.sleeper(until: .seconds(601))
      #expect(try await server.outcome(of: known) == .accepted)
      #expect(try await server.outcome(of: fresh) == .accepted)
      try await issuer.rotate()
      try await issuer.listen()
      let new = try await issuer.token()
      #expect(try await server.outcome(of: new) == .accepted)
    }
  }

  @Test func `with the same key ID as another issuer cannot sign for it`() async throws {
    try await AuthlibIssuer.run { one in
      try await AuthlibIssuer.run { other in
        for issuer in [one, other] {
          try await issuer.rotate(keyID: "same")
          try await issuer.retire()
          try await issuer.listen()
        }
        try await VerifyingServer.run(believing: [one, other]) { server in
          let (first, second) = (try await one.token(), try await other.token())
          #expect(try await server.outcome(of: first) == .accepted)
          #expect(try await server.outcome(of: second) == .accepted)
          // The header and claims of one issuer, signed by the other. Both issuers use the same key
          // ID.
          let claims = first.split(separator: ".").prefix(2).joined(separator: ".")
          let signature = try #require(second.split(separator: ".").last)
          #expect(try await server.outcome(of: "\(claims).\(signature)") == .refused)
        }
      }
    }
  }

  @Test func `is not asked for its keys if its certificate is untrusted`() async throws {
    try await AuthlibIssuer.run { issuer in
      try await issuer.listen(tls: true)
      let name = await issuer.issuer.replacing("http:", with: "https:")
      let log = LogLines()
      let keys = try IssuerKeys(
        issuer: name, location: .jwks(try IssuerURL("\(name)/jwks")), logger: log.logger)
      #expect(await keys.refreshed() == nil)
      #expect(log.text.uppercased().contains("CERTIFICATE_VERIFY_FAILED"), "\(log.text)")
      #expect(try await issuer.keyRequests == 0)
    }
  }

  @Test func `cannot have its public key used as a secret`() async throws {
    try await withIssuer { issuer, server in
      #expect(try await server.outcome(of: try await issuer.token()) == .accepted)
      let token = try await issuer.token()
      let parts = token.split(separator: ".")
      let header = try #require(Self.decode(parts[0]))
      let claims = try #require(Self.decode(parts[1]))
      let pem = try await issuer.publicPEM
      let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
      let der = try #require(Data(base64Encoded: body))
      let secrets = [
        Array(pem.utf8), Array(pem.utf8.dropLast()), Array(der), Array(body.utf8), [],
      ]
      for algorithm in ["HS256", "RS256"] {
        for secret in secrets {
          let forged = Signer.hs256(
            header: header.replacing("RS256", with: algorithm), claims: claims, secret: secret)
          #expect(try await server.outcome(of: forged) == .refused)
        }
      }
      for algorithm in ["none", "None", "NONE", ""] {
        let forged = Signer.base64URL(header.replacing("RS256", with: algorithm).utf8)
        #expect(try await server.outcome(of: "\(forged).\(parts[1]).") == .refused)
        #expect(try await server.outcome(of: "\(forged).\(parts[1]).\(parts[2])") == .refused)
      }
      #expect(try await server.outcome(of: token) == .accepted)
    }
  }

  private static func decode(_ part: Substring) -> String? {
    var text = String(part).replacing("-", with: "+").replacing("_", with: "/")
    while text.count % 4 != 0 { text += "=" }
    return Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Tokens live for 600 s and have an `nbf`; the leeway is 30 s. The offsets keep a safe distance
  /// from each bound, because a test itself may take some seconds.
  @Test(arguments: [
    (-3600, VerifyingServer.Outcome.refused), (-640, .refused), (-560, .accepted), (0, .accepted),
    (20, .accepted), (100, .refused),
  ])
  func `may have a clock that is off within the leeway`(
    seconds: Int, expected: VerifyingServer.Outcome
  ) async throws {
    try await withIssuer { issuer, server in
      try await issuer.setClock(by: seconds)
      let token = try await issuer.token()
      #expect(try await server.outcome(of: token) == expected)
    }
  }

  @Test func `is no longer trusted for an expired token, even a cached one`() async throws {
    try await withIssuer { issuer, server in
      let token = try await issuer.token()
      #expect(try await server.outcome(of: token) == .accepted)
      server.ahead.set(560)
      #expect(try await server.outcome(of: token) == .accepted)
      server.ahead.set(631)
      #expect(try await server.outcome(of: token) == .refused)
    }
  }
}
