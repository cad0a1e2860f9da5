import Telemetry
import TestSupport
import Testing

import HTTPFront

@Suite("Pipelined requests", .timeLimit(.minutes(5)))
struct PipeliningTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
  private static let held = "POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1"

  private static func gets(_ count: Int) -> String { String(repeating: get, count: count) }

  @Test func `are all answered in order, even if few are decoded`() async throws {
    var limits = TransportLimits()
    limits.pipelinedRequests = 2
    try await withTransportServer(limits) { server in
      let client = try server.client()
      let post = "POST /upload HTTP/1.1\r\nHost: a\r\n"
      try await client.send(
        Self.held + Self.gets(200) + post + "Content-Length: 3\r\n\r\n123" + post
          + "Transfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n0\r\n\r\n" + Self.gets(200))
      try await server.entered.wait()
      server.release.raise()
      for body in ["1"] + Array(repeating: "hello", count: 200) + ["3", "4"]
        + Array(repeating: "hello", count: 200)
      {
        #expect(try await client.response().body == body)
      }
    }
  }

  /// Once the client has ended its side, NIO reads all of its bytes. The bytes over the limit are
  /// dropped.
  @Test func `are limited after the client has ended its side`() async throws {
    var limits = TransportLimits()
    limits.pipelinedRequests = 4
    limits.pipelinedBytes = 4096
    try await withTransportServer(limits) { server in
      let client = try server.client()
      try await client.send(Self.held + Self.gets(2000))
      try await client.endSending()
      try await server.entered.wait()
      server.release.raise()
      #expect(try await client.response().body == "1")
      for _ in 1..<4 { #expect(try await client.response().body == "hello") }
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `within the limit are answered after the client has ended its side`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(Self.held + Self.gets(100))
      try await client.endSending()
      try await server.entered.wait()
      server.release.raise()
      #expect(try await client.response().body == "1")
      for _ in 0..<100 { #expect(try await client.response().body == "hello") }
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `over the limit of a connection end it in order`() async throws {
    var limits = TransportLimits()
    limits.requestsPerConnection = 3
    try await withTransportServer(limits) { server in
      let client = try server.client()
      try await client.send(Self.gets(5))
      for connection in [nil, nil, "close"] {
        let response = try await client.response()
        #expect(response.body == "hello")
        #expect(response.fields["connection"] == connection)
      }
      #expect(try await client.readToEnd() == "")
    }
  }
}
