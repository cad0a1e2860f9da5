import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// An issuer on a free loopback port, whose responses a test chooses.
final class StubIssuer: Sendable {
  typealias Handler = @Sendable (_ path: String) async throws -> Response

  private struct State {
    var handler: Handler = { _ in Response(status: .notFound) }
    var requests: [String] = []
    var fields: [HTTPFields] = []
  }

  private let state = Mutex(State())
  private let listening = Signal<Int>("the issuer's port")
  private let boundPort = Mutex(0)

  var url: String { "http://127.0.0.1:\(boundPort.withLock { $0 })" }
  /// The requested paths, in order.
  var requests: [String] { state.withLock { $0.requests } }

  /// The header fields of the requests, in order.
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
    router.get("**") { request, _ in try await stub.respond(to: request) }
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { stub.listening.raise($0.localAddress?.port ?? 0) },
      logger: TestDatabase.logger)
    return try await running([application]) { _ in
      let port = try await stub.listening.wait()
      stub.boundPort.withLock { $0 = port }
      return try await body(stub)
    }
  }

  private func respond(to request: Request) async throws -> Response {
    let handler = state.withLock { state in
      state.requests.append(request.uri.path)
      state.fields.append(request.headers)
      return state.handler
    }
    return try await handler(request.uri.path)
  }
}
