import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@Suite("A trace", .timeLimit(.minutes(10)))
struct TraceTests {
  private static let trace = "12345678901234567890123456789012"

  /// Uploads a file with these header fields, and waits for the worker's last line.
  private func log(of headers: [(String, String)]) async throws -> [Substring] {
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve()
    let client = try await installation.client(of: server)
    var request = HTTPClientRequest(url: "\(server.address)/v1/schedules/event-imports")
    request.method = .POST
    request.headers.add(name: "Authorization", value: "Bearer \(client.token)")
    request.headers.add(name: "Content-Type", value: "multipart/form-data; boundary=end")
    request.headers.add(contentsOf: HTTPHeaders(headers))
    let file = try Places.exampleFile()
    request.body = .bytes(
      ByteBuffer(bytes: Client.form(file, timeZone: "America/New_York", boundary: "end")))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    #expect(response.status == .accepted)
    _ = try await server.program.waitFor("the import's end") { program in
      program.errors.contains("import finished\n") ? true : nil
    }
    return try await server.stop().errors.split(separator: "\n")
  }

  private static func value(_ key: String, in line: Substring) throws -> String {
    let match = line.firstMatch(of: try Regex("\(key)=(\\S+)", as: (Substring, Substring).self))
    return String(try #require(match, "\(key) in \(line)").output.1)
  }

  @Test func `continues from the caller through the request to the worker, in every log line`()
    async throws
  {
    let lines = try await log(of: [
      ("X-Request-Id", "the-upload"), ("traceparent", "00-\(Self.trace)-1234567890123456-01"),
    ])
    let upload = lines.filter { $0.contains("request_id=the-upload") }
    // The log lines of the acceptance, the request and the import.
    #expect(upload.count >= 3)
    for line in upload {
      #expect(try Self.value("trace_id", in: line) == Self.trace)
    }
    let request = try #require(upload.first { $0.contains("status=202") })
    let end = try #require(upload.first { $0.contains("import finished") })
    #expect(end.contains("account=acme") && end.contains("file_name=schedule.csv"))
    let spans = [try Self.value("span_id", in: request), try Self.value("span_id", in: end)]
    #expect(Set(spans + ["1234567890123456"]).count == 3)
  }

  @Test func `starts at the request if the caller's trace is malformed`() async throws {
    let lines = try await log(of: [
      ("X-Request-Id", "the-upload"), ("traceparent", "00-\(Self.trace)-1234567890123456-1"),
    ])
    let traces = try lines.filter { $0.contains("request_id=the-upload") }
      .map { try Self.value("trace_id", in: $0) }
    #expect(traces.count >= 3)
    #expect(Set(traces).count == 1)
    #expect(traces.first != Self.trace)
  }
}
