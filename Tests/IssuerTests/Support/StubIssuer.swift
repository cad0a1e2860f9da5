import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// An issuer on a loopback port of the system's choice, whose answers a test chooses.
final class StubIssuer: Sendable {
  typealias Handler = @Sendable (_ path: String) async -> Response

  private struct State {
    var handler: Handler = { _ in Response(status: .notFound) }
    var requests: [String] = []
    var fields: [HTTPFields] = []
  }

  private let state = Mutex(State())
  private let ports = AsyncStream<Int>.makeStream()
  private let boundPort = Mutex(0)

  var url: String { "http://127.0.0.1:\(boundPort.withLock { $0 })" }
  /// The paths that were asked for, in order.
  var requests: [String] { state.withLock { $0.requests } }

  /// The header fields of those requests.
  var fields: [HTTPFields] { state.withLock { $0.fields } }

  func answer(_ handler: @escaping Handler) { state.withLock { $0.handler = handler } }

  /// Answers every request with this set.
  func publish(_ jwks: String, cacheControl: String? = nil) {
    answer { _ in Self.json(jwks, cacheControl: cacheControl) }
  }

  static func json(_ text: String, cacheControl: String? = nil) -> Response {
    var headers: HTTPFields = [.contentType: "application/json; charset=utf-8"]
    headers[.cacheControl] = cacheControl
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// Runs an issuer while `body` runs, and waits for its orderly end.
  static func run<R>(_ body: (StubIssuer) async throws -> R) async throws -> R {
    let stub = StubIssuer()
    let router = Router()
    router.get("**") { request, _ in await stub.respond(to: request) }
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { stub.ports.continuation.yield($0.localAddress?.port ?? 0) },
      logger: TestDatabase.logger)
    return try await running([application]) {
      let port = try #require(await stub.ports.stream.first { _ in true })
      stub.boundPort.withLock { $0 = port }
      return try await body(stub)
    }
  }

  private func respond(to request: Request) async -> Response {
    let handler = state.withLock { state in
      state.requests.append(request.uri.path)
      state.fields.append(request.headers)
      return state.handler
    }
    return await handler(request.uri.path)
  }
}

/// Runs services while `body` runs, and waits for their orderly end.
func running<R>(_ services: [any Service], _ body: () async throws -> R) async throws -> R {
  let group = ServiceGroup(configuration: .init(services: services, logger: TestDatabase.logger))
  async let run: Void = group.run()
  let result: Result<R, any Error>
  do {
    result = .success(try await body())
  } catch {
    result = .failure(error)
  }
  await group.triggerGracefulShutdown()
  try await run
  return try result.get()
}
