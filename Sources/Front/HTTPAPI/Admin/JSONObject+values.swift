import HTTPTypes
import Hummingbird
import Scheduling

extension JSONObject {
  mutating func add(_ name: String, _ flag: Bool) { add(name, json: flag ? "true" : "false") }

  mutating func add(_ name: String, _ number: Int) { add(name, json: "\(number)") }

  mutating func add(_ name: String, _ instant: Instant) { add(name, instant.iso8601) }

  mutating func add(_ name: String, _ texts: [String]) {
    add(name, json: "[\(texts.map(Self.quoted).joined(separator: ","))]")
  }
}

extension Response {
  static func json(_ body: JSONObject, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"], body: body.responseBody)
  }
}
