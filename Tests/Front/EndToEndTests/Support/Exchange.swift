import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

/// Sends a request and reads the whole response, which must match the API's description.
func exchange(
  _ request: HTTPClientRequest, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> (response: HTTPClientResponse, body: String) {
  let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
  let body = try await response.body.collect(upTo: 1 << 26)
  let target = request.url.replacing(/^https?:\/\/[^\/]*/, with: "")
  ReceivedResponse(
    to: request.method.rawValue, target, status: Int(response.status.code),
    headers: response.headers.map { ($0.name, $0.value) }, body: Array(body.readableBytesView)
  ).expectDescribed(sourceLocation: sourceLocation)
  return (response, String(buffer: body))
}
