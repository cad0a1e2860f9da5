import TestSupport
import Testing

import HTTPFront

@Suite("The end of a body", .timeLimit(.minutes(5)))
struct FramingTests {
  /// RFC 9112, section 6.1: an HTTP/1.0 client does not understand chunks.
  @Test func `of a response in HTTP/1.0 is the end of the connection`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send("GET /stream HTTP/1.0\r\n\r\n")
      let response = try await client.readToEnd()
      #expect(response.hasSuffix("\r\n\r\nhellohellohello"))
      #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(!response.lowercased().contains("transfer-encoding"))
      #expect(response.contains("Connection: close\r\n"))
    }
  }

  @Test func `of a response in HTTP/1.1 is the last chunk`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send("GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      let response = try await client.readToEnd()
      #expect(response.contains("Transfer-Encoding: chunked\r\n"))
      #expect(response.hasSuffix("5\r\nhello\r\n5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n"))
    }
  }

  @Test func `of an incomplete response is not an orderly end`() async throws {
    try await withTransportServer { server in
      for version in ["1.0", "1.1"] {
        let client = try server.client()
        try await client.send("GET /broken HTTP/\(version)\r\nHost: a\r\n\r\n")
        await #expect(throws: SocketError.reset) { try await client.readToEnd() }
      }
    }
  }

  @Test func `of a response to HEAD is the end of its header section`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(
        "HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
      let head = try await client.head()
      #expect(head.status == 200)
      #expect(head.fields["content-length"] == nil)
      #expect(try await client.response().body == "hello")
    }
  }

  /// RFC 9110, section 5.5: blanks and tabs around a value do not belong to it.
  @Test(arguments: [
    "Content-Length: 5 \r\n\r\nhello", "Content-Length:5\t\r\n\r\nhello",
    "content-length: \t 5 \t \t\r\n\r\nhello",
    "Transfer-Encoding: chunked\t\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "TRANSFER-ENCODING:chunked  \r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  ])
  func `is recognized with blanks after the value that gives it`(rest: String) async throws {
    let request = "POST /upload HTTP/1.1\r\nHost: a\r\n" + rest
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(request)
      #expect(try await client.response().body == "5")
      try await client.send(request)
      #expect(try await client.response().body == "5")
      for byte in request.utf8 { try await client.send([byte]) }
      #expect(try await client.response().body == "5")
    }
  }

  /// A line of the body that resembles a header field stays unchanged.
  @Test func `does not depend on the contents of the body`() async throws {
    let body = "\r\nContent-Length: 5 \t\r\n\r\n"
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(
        "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
          + "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
          + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try await client.response().body == "\(body.utf8.count)")
      #expect(try await client.response().body == "\(body.utf8.count)")
      #expect(try await client.response().body == "hello")
    }
  }

  @Test(arguments: ["/upload", "/refused"])
  func `allows a limited number of bytes of chunk extensions`(path: String) async throws {
    var limits = TransportLimits()
    limits.chunkFraming = 10_000
    try await withTransportServer(limits) { server in
      let client = try server.client()
      try await client.send(
        "POST \(path) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
      if path == "/refused" { #expect(try await client.response().status == 413) }
      let chunk = "1;" + String(repeating: "x", count: 1000) + "\r\n1\r\n"
      // The server ends its side while the client is still sending.
      for _ in 0..<20 { try? await client.send(chunk) }
      if path == "/upload" { #expect(try await client.response().status == 400) }
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `may come after many small chunks`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(
        "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
          + String(repeating: "1\r\nx\r\n", count: 100_000) + "0\r\n\r\n")
      #expect(try await client.response().body == "100000")
    }
  }
}
