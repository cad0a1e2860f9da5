import AsyncHTTPClient
import Foundation
import Identity
import NIOCore
import NIOHTTP1
import Postgres
import Scheduling
import Server
import ServerSupport
import Store
import Synchronization
import TestSupport
import Testing

/// The real server, which trusts issuers that publish their keys.
struct VerifyingServer: Sendable {
  /// The outcome of a request.
  struct Outcome: Equatable {
    let status: UInt
    /// The error code of RFC 6750, if there is one.
    var error: String?
    var retryAfter: String?
    /// The token was valid, its scope sufficient and its account known. Only the import does not
    /// exist.
    static let accepted = Outcome(status: 404)
    static let refused = Outcome(status: 401, error: "invalid_token")
    static let later = Outcome(status: 503, retryAfter: "5")
  }

  let clock: ManualClock
  /// How far the server's wall clock is ahead of the system's, in seconds.
  let ahead: SharedNumber
  private let port: Int

  final class SharedNumber: Sendable {
    private let number = Mutex<Int64>(0)
    var value: Int64 { number.withLock { $0 } }
    func set(_ value: Int64) { number.withLock { $0 = value } }
  }

  /// Runs a server with the account `acme` while `body` runs.
  static func run(
    believing issuers: [AuthlibIssuer], _ body: (VerifyingServer) async throws -> Void
  ) async throws {
    let (clock, ahead) = (ManualClock(), SharedNumber())
    var names: [String] = []
    for issuer in issuers { names.append(await issuer.issuer) }
    var setup = TestServerSetup([
      .tokenIssuer: names.joined(separator: ","),
      .tokenJWKSURL: names.map { _ in "discover" }.joined(separator: ","),
      .tokenAudience: "https://wfm.example.com",
    ])
    setup.clock.seconds = { TokenVerifier.systemClock() + ahead.value }
    setup.clock.refresh = clock.refreshClock
    try await TestServer.run(setup) { server in
      try await server.database.connection().run { connection in
        _ = try AccountRepository.create("acme", on: connection)
      }
      try await body(VerifyingServer(clock: clock, ahead: ahead, port: server.port))
    }
  }

  /// Requests an import that does not exist.
  func outcome(of token: String) async throws -> Outcome {
    let path = "/v1/schedules/event-imports/\(UUID().uuidString)"
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let body = try await response.body.collect(upTo: 1 << 20)
    ReceivedResponse(
      to: "GET", path, status: Int(response.status.code),
      headers: response.headers.map { ($0.name, $0.value) }, body: Array(body.readableBytesView)
    ).expectDescribed()
    let challenge = response.headers.first(name: "WWW-Authenticate") ?? ""
    return Outcome(
      status: response.status.code,
      error: challenge.firstMatch(of: /error="([^"]*)"/).map { String($0.1) },
      retryAfter: response.headers.first(name: "Retry-After"))
  }
}
