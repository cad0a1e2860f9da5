import Foundation
import Telemetry
import TestSupport
import Testing

import HTTPFront

@Suite("Bytes that are not a request", .timeLimit(.minutes(5)))
struct MalformedRequestTests {
  @Test(arguments: [
    "nonsense\r\n\r\n",
    "GET / HTTP/1.1\r\nHo st: test\r\n\r\n",
    "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n1",
    "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "GET ftp://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1 \t 1\r\n\r\n1",
    "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: \t \r\n\r\n1",
  ])
  func `get a 400 with an error body, and the connection ends`(
    request: String
  )
    async throws
  {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(request)
      let response = try await client.response()
      #expect(response.status == 400)
      #expect(response.fields["content-type"] == "application/json")
      #expect(response.fields["connection"] == "close")
      #expect(response.fields["x-request-id"].flatMap { UUID(uuidString: $0) } != nil)
      #expect(response.fields["date"]?.hasSuffix(" GMT") == true)
      let body = try JSONDecoder().decode([String: String].self, from: Data(response.body.utf8))
      #expect(body["message"] == "Bad Request.")
      #expect(body.keys.sorted() == ["description", "message"])
      #expect(try await client.readToEnd() == "")
    }
  }

  /// For example a token that was read from a file together with its line break.
  @Test(arguments: [
    ("Host: a\r\nAuthorization: Bearer abc\r\r\n\r\n", "Authorization"),
    ("Host: a\r\nAuthorization: Bearer abc\n\r\n", "Authorization"),
    ("Authorization: Bearer abc\n\r\nHost: a\r\n\r\n", "Authorization"),
    ("Host: a\r\nX-Key: a\u{0}b\r\n\r\n", "X-Key"), ("Host: a\r\nX-Key: \u{7F}\r\n\r\n", "X-Key"),
    ("Host: a\r\nX-Key: a\rb\r\n\r\n", "X-Key"), ("Host: a\r\nX Key: a\u{0}b\r\n\r\n", nil),
    ("Host: a\r\nX-Tab: a\tb\r\nX Key: a\r\n\r\n", nil),
  ])
  func `with a control character in a header field get a 400 that names the field`(
    rest: String, field: String?
  ) async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send("GET / HTTP/1.1\r\n\(rest)")
      let response = try await client.response()
      #expect(response.status == 400)
      let sentence = field.map { "The header field \($0) contains a control character, such as" }
      #expect(
        response.body.contains(sentence ?? "The request is not well-formed HTTP"),
        "\(response.body)")
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 17_000))\r\n\r\n",
    "GET /\(String(repeating: "x", count: 17_000)) HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1\r\n\(String(repeating: "X: 1\r\n", count: 101))\r\n",
  ])
  func `a header section that is too large is a 431`(request: String) async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(request)
      let response = try await client.response()
      #expect(response.status == 431)
      #expect(response.fields["connection"] == "close")
      #expect(response.body.contains("Request Header Fields Too Large."))
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `are counted by fault`() async throws {
    let metrics = MetricRegistry()
    var limits = TransportLimits()
    limits.headerTime = .seconds(1)
    try await withTransportServer(limits, metrics: metrics) { server in
      for (request, status) in [
        ("nonsense\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET /\(String(repeating: "x", count: 17_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 431),
        ("GET / HT", 408),
      ] {
        let client = try server.client()
        try await client.send(request)
        #expect(try await client.response().status == status)
      }
    }
    for (fault, count) in [
      ("malformed_request", 2.0), ("header_too_large", 1), ("header_timeout", 1),
      ("body_timeout", 0),
    ] {
      let counted = await metrics.value("http_server_transport_refusals_total", ["fault": fault])
      #expect(counted == count, "\(fault)")
    }
  }

  @Test(arguments: ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"])
  func `a 400 follows the responses to the requests before it`(behind: String) async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(
        "POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1" + behind)
      try await server.entered.wait()
      server.release.raise()
      let first = try await client.response()
      #expect(first.body == "1")
      #expect(first.fields["connection"] == nil)
      #expect(try await client.response().status == 400)
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a body that ends before its length is an error to the application`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123")
      try await client.endSending()
      #expect(try await client.response().status == 400)
      #expect(try await client.readToEnd() == "")
      try await server.bodyError.wait()
    }
  }

  @Test func `a broken chunk in a dropped body ends the connection without a response`()
    async throws
  {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(
        "POST /refused HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
      #expect(try await client.response().status == 413)
      try await client.send("zz\r\n")
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `dates are written in HTTP's format`() {
    #expect(
      TransportFault.httpDate(Date(timeIntervalSince1970: 784_111_777))
        == "Sun, 06 Nov 1994 08:49:37 GMT")
  }
}
