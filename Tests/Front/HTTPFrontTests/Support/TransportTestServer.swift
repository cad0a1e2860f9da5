import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Telemetry
import TestSupport
import Testing

import HTTPFront

struct TransportTestContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate

  init(source: Source) {
    coreContext = .init(source: source)
    bodyGate = BodyGate(channel: source.channel)
  }
}

/// One thread for all connections, so that their events happen in one order.
private let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

/// A real server on a free loopback port. Its routes:
///
/// - `GET /` says hello.
/// - `GET /large` answers with 32 MiB.
/// - `POST /upload` opens the body gate and answers with the number of bytes.
/// - `POST /held` does the same, but first raises `entered` and waits for `release`.
/// - `GET /entered` waits for `entered`, and answers.
/// - `GET /stream` answers with a body of unknown length: "hello" three times.
/// - `GET /broken` does the same, but fails after the first "hello".
/// - `POST /refused` answers 413 without reading the body.
struct TransportTestServer: Sendable {
  let port: Int
  let entered: Signal<Void>
  let release: Signal<Void>
  let finished: Signal<Void>
  /// The first error that reading a body threw.
  let bodyError: Signal<any Error>
  /// Whether the first `POST /held` was cancelled while it waited.
  let wasCancelled: Signal<Bool>
  fileprivate let services: ServiceGroup

  func client(receiveBuffer: Int? = nil) throws -> RawClient {
    try RawClient(port: port, receiveBuffer: receiveBuffer)
  }

  func shutDown() async { await services.triggerGracefulShutdown() }
}

private struct BrokenOff: Error {}

private func streamed(breaksOff: Bool) -> ResponseBody {
  ResponseBody { writer in
    for _ in 0..<3 {
      try await writer.write(ByteBuffer(string: "hello"))
      if breaksOff { throw BrokenOff() }
    }
    try await writer.finish(nil)
  }
}

/// Runs the server while `body` runs, and waits for its orderly end.
func withTransportServer(
  _ limits: TransportLimits = TransportLimits(), certificate: ServerCertificate? = nil,
  metrics: MetricRegistry = MetricRegistry(),
  _ body: (TransportTestServer) async throws -> Void
) async throws {
  let entered = Signal<Void>("a request for /held")
  let release = Signal<Void>("leave to read the body of /held")
  let finished = Signal<Void>("the end of the server")
  let bodyError = Signal<any Error>("an error while the body is read")
  let wasCancelled = Signal<Bool>("the end of the wait in /held")
  let listening = Signal<Int>("the server's port")
  let router = Router(context: TransportTestContext.self)
  router.add(middleware: ExpectationMiddleware())
  router.get("/") { _, _ in "hello" }
  router.get("/large") { _, _ in ByteBuffer(repeating: 0x61, count: 32 << 20) }
  router.post("/refused") { _, _ in HTTPResponse.Status.contentTooLarge }
  @Sendable func upload(_ request: Request, _ context: TransportTestContext) async throws -> String
  {
    context.bodyGate.open()
    var count = 0
    do {
      for try await part in request.body { count += part.readableBytes }
    } catch {
      bodyError.raise(error)
      throw error
    }
    return "\(count)"
  }
  router.get("/entered") { _, _ in
    try await entered.wait()
    return "entered"
  }
  router.get("/stream") { _, _ in Response(status: .ok, body: streamed(breaksOff: false)) }
  router.head("/stream") { _, _ in
    var response = Response(status: .ok).createHeadResponse()
    response.headers[.contentLength] = nil
    return response
  }
  router.get("/broken") { _, _ in Response(status: .ok, body: streamed(breaksOff: true)) }
  router.post("/upload", use: upload)
  router.post("/held") { request, context in
    entered.raise()
    do {
      try await release.wait()
    } catch {
      wasCancelled.raise(true)
      throw error
    }
    wasCancelled.raise(Task.isCancelled)
    return try await upload(request, context)
  }
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let application = Application(
    router: router,
    server: HTTPTransport(
      limits: limits, certificate: certificate, registry: metrics
    ).serverBuilder,
    configuration: .init(
      address: .hostname("127.0.0.1", port: 0),
      availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
    onServerRunning: { listening.raise($0.localAddress?.port ?? 0) },
    eventLoopGroupProvider: .shared(eventLoops), logger: logger)
  let services = ServiceGroup(configuration: .init(services: [application], logger: logger))
  let running = Task {
    defer { finished.raise() }
    try await services.run()
  }
  let result: Result<Void, any Error>
  do {
    let server = TransportTestServer(
      port: try await listening.wait(), entered: entered, release: release, finished: finished,
      bodyError: bodyError, wasCancelled: wasCancelled, services: services)
    result = .success(try await body(server))
  } catch {
    result = .failure(error)
  }
  release.raise()
  await services.triggerGracefulShutdown()
  do {
    try await inTime("the end of the server") { try await running.value }
  } catch let overdue as Overdue {
    // The error of `body` is more informative.
    try result.get()
    throw overdue
  }
  try result.get()
}
