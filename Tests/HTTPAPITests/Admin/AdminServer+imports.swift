import NIOHTTP1
import Testing

extension AdminServer {
  static let imports = "/v1/schedules/event-imports"

  /// Uploads rows and waits for the final status.
  func imported(_ rows: String, token: String) async throws -> Reply {
    let accepted = try await send("POST", Self.imports, .upload(rows), token: token)
    guard let location = accepted.headers.first(name: "Location") else { throw NotAccepted() }
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      let reply = try await send("GET", location, token: token)
      if reply.string("status") != "PROCESSING" { return reply }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw NeverFinished()
  }

  struct NotAccepted: Error {}
  struct NeverFinished: Error {}
}
