import HTTPFront
import Logging
import NIOCore
import NIOEmbedded
import Testing

@Suite("A connection that is never served", .timeLimit(.minutes(5)))
struct UnservedConnectionTests {
  /// A server that shuts down drops a connection between accepting and serving it. NIO traps if the
  /// channel is dropped while open.
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
