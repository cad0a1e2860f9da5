import Foundation
import TestSupport
import Testing

@Suite("A server without a free file descriptor", .timeLimit(.minutes(5)))
struct ListenerGuardTests {
  private static let health = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"

  /// A connection that cannot be accepted stays in the backlog, so NIO retries immediately. Without
  /// the guard, the retries occupy a whole core.
  @Test func `waits before it accepts again, and serves open connections`() async throws {
    let installation = try await Installation()
    let server = try await installation.serve("--no-worker", openFiles: 96)
    let first = try RawClient(port: server.port)
    try await first.send(Self.health)
    #expect(try await first.response().status == 200)

    // More connections than descriptors; the kernel takes all of them.
    var idle: [RawClient] = []
    for _ in 0..<120 { idle.append(try RawClient(port: server.port)) }
    _ = try await server.program.waitFor("the warning") { program in
      program.errors.contains("cannot accept connections") ? true : nil
    }
    let before = try server.program.processorTime()
    // Measures the processor time over a period of real time.
    try await Task.sleep(for: .seconds(2))
    let used = try server.program.processorTime() - before
    #expect(used < .milliseconds(200), "\(used) of 2 s")
    try await first.send(Self.health)
    #expect(try await first.response().status == 200)

    idle.removeAll()
    try await eventually("the server does not accept again") {
      let client = try RawClient(port: server.port)
      try await client.send(Self.health)
      return try await client.response().status == 200
    }
    #expect(try await server.stop().status == 0)
  }
}
