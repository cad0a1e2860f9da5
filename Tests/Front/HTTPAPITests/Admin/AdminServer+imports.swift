import NIOHTTP1
import TestSupport
import Testing

extension AdminServer {
  static let imports = "/v1/schedules/event-imports"

  /// Uploads rows and waits for the final status.
  func imported(_ rows: String, token: String) async throws -> Reply {
    let accepted = try await send("POST", Self.imports, .upload(rows), token: token)
    guard let location = accepted.headers.first(name: "Location") else { throw NotAccepted() }
    var reply: Reply?
    try await eventually("\(location) is not finished") {
      reply = try await send("GET", location, token: token)
      return reply?.string("status") != "PROCESSING"
    }
    return try #require(reply)
  }

  struct NotAccepted: Error {}
}
