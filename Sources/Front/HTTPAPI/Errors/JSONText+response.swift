import HTTPTypes
import Hummingbird
import NIOCore
import Scheduling
import WireText

extension JSONText {
  /// The object as the body of a response.
  var responseBody: ResponseBody { ResponseBody(byteBuffer: ByteBuffer(string: text)) }

  /// Adds a time in UTC, in the format of ISO 8601.
  mutating func add(_ name: String, _ instant: Instant) { add(name, instant.iso8601) }
}

extension Response {
  /// A response with a JSON object.
  static func json(_ body: JSONText, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"], body: body.responseBody)
  }
}
