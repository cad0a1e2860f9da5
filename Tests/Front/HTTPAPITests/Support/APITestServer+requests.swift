import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import TestSupport
import Testing

/// The response.
struct APIResponse: Sendable {
  let status: Int
  let headers: HTTPHeaders
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
}

/// The client of all tests of the process, with more connections than any test needs.
private let client: HTTPClient = {
  var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
  configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 128
  return HTTPClient(
    eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
    configuration: configuration)
}()

extension APITestServer {
  /// The prefixes of the public paths: a gateway may strip the prefix or keep it.
  static let prefixes = ["", "/wfm/aion"]
  static let imports = "/v1/schedules/event-imports"

  /// Sends a request over a real connection and reads the whole response, which must match the
  /// API's description.
  func send(
    _ method: HTTPMethod, _ target: String, token: String? = nil, headers: HTTPHeaders = [:],
    body: HTTPClientRequest.Body? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> APIResponse {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(target)")
    request.method = method
    request.headers = headers
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    request.body = body
    let response = try await client.execute(request, timeout: .seconds(120))
    let bytes = try await response.body.collect(upTo: 64 << 20)
    ReceivedResponse(
      to: method.rawValue, target, status: Int(response.status.code),
      headers: response.headers.map { ($0.name, $0.value) }, body: Array(bytes.readableBytesView)
    ).expectDescribed(sourceLocation: sourceLocation)
    return APIResponse(
      status: Int(response.status.code), headers: response.headers,
      body: Array(bytes.readableBytesView))
  }

  func rawClient() throws -> RawClient { try RawClient(port: port) }
}
