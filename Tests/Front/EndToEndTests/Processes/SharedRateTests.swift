import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// Three servers share the budget.
@Suite("The rate of an account over three servers", .timeLimit(.minutes(10)))
struct SharedRateTests {
  /// A kind of request that is cheap if it is admitted.
  enum Kind: String, CaseIterable, Sendable {
    case reads, uploads

    var setting: String { self == .reads ? "WFM_READ_RATE" : "WFM_UPLOAD_RATE" }
    /// An unknown import, and an unsupported media type. Both are checked after the rate.
    var admitted: UInt { self == .reads ? 404 : 415 }

    func request(to server: Client) -> HTTPClientRequest {
      let imports = "\(server.address)/v1/schedules/event-imports"
      var request = HTTPClientRequest(
        url: self == .reads ? "\(imports)/\(UUID().uuidString)" : imports)
      request.method = self == .reads ? .GET : .POST
      request.headers.add(name: "Authorization", value: "Bearer \(server.token)")
      if self == .uploads {
        request.headers.add(name: "Content-Type", value: "text/plain")
        request.body = .bytes(ByteBuffer(string: "a"))
      }
      return request
    }
  }

  /// Low enough that a busy machine exceeds it.
  private static let perMinute = 600
  private static let duration = Duration.seconds(10)

  /// Sends requests until the time is over and the last request was rejected.
  private static func load(
    _ kind: Kind, on server: Client, until end: ContinuousClock.Instant
  ) async throws -> Int {
    var admitted = 0
    while true {
      let response = try await HTTPClient.shared.execute(
        kind.request(to: server), timeout: .seconds(60))
      _ = try await response.body.collect(upTo: 1 << 16)
      if response.status.code == kind.admitted {
        admitted += 1
      } else {
        guard response.status.code == 429 else {
          throw Refused(text: "\(response.status.code)")
        }
        if ContinuousClock.now >= end { return admitted }
        // The pace of a rejected client. The result does not depend on it.
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func `is within five percent of the budget`(kind: Kind) async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    var clients: [Client] = []
    var servers: [Server] = []
    for _ in 0..<3 {
      let server = try await installation.serve(
        "--no-worker",
        settings: [kind.setting: "\(Self.perMinute)"])
      servers.append(server)
      clients.append(try await installation.client(of: server))
    }
    let start = ContinuousClock.now
    let admitted = try await withThrowingTaskGroup(of: Int.self) { group in
      for client in clients {
        for _ in 0..<4 {
          group.addTask { try await Self.load(kind, on: client, until: start + Self.duration) }
        }
      }
      return try await group.reduce(0, +)
    }
    let elapsed = start.duration(to: .now) / Duration.seconds(60)
    // A full bucket, and the tokens that it regains meanwhile.
    let budget = Double(Self.perMinute) * (1 + elapsed)
    #expect(abs(Double(admitted) / budget - 1) < 0.05, "\(admitted) of \(budget)")
    for server in servers { #expect(try await server.stop().status == 0) }
  }
}
