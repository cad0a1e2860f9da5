import HTTPFront
import Logging
import NIOCore
import NIOEmbedded
import Testing

@Suite("A connection that nobody serves", .timeLimit(.minutes(5)))
struct UnservedConnectionTests {
  /// As a server does that shuts down between accepting a connection and serving it. Where the
  /// channel is dropped as it is, NIO ends the process.
  @Test func `is closed when it is dropped`() async throws {
    let server = ServerChannel(transport: HTTPTransport()) { _, _, _ in
      Issue.record("nobody asked")
    }
    let channel = NIOAsyncTestingChannel()
    let isSetUp = try await channel.testingEventLoop.executeInContext {
      server.setup(channel: channel, logger: Logger(label: "test")).map { _ in true }
    }
    #expect(try await isSetUp.get())
    try await channel.closeFuture.get()
  }
}
