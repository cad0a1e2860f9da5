import APIDescription
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /openapi.json` and `/docs`: the description of the API, for programs and for people.
enum GetDescription {
  /// How long a client may cache either, in seconds.
  static let maxAge = 300

  private static let document = ByteBuffer(bytes: APIDescription.json)
  private static let page = ByteBuffer(string: APIDescription.page.html)

  @Sendable
  static func document(_: Request, context: APIContext) async throws -> Response {
    response(document, type: "application/json")
  }

  @Sendable
  static func page(_: Request, context: APIContext) async throws -> Response {
    var response = response(page, type: "text/html; charset=utf-8")
    response.headers[.contentSecurityPolicy] = APIDescription.page.contentSecurityPolicy
    return response
  }

  private static func response(_ body: ByteBuffer, type: String) -> Response {
    Response(
      status: .ok,
      headers: [.contentType: type, .cacheControl: "public, max-age=\(maxAge)"],
      body: ResponseBody(byteBuffer: body))
  }
}
