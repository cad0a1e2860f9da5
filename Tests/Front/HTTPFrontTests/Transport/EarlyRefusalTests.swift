import TestSupport
import Testing

import HTTPFront

@Suite("A refusal while the client is still sending", .timeLimit(.minutes(5)))
struct EarlyRefusalTests {
  private static let eightMegabytes = 8 << 20

  private func post(_ path: String, length: Int) -> String {
    "POST \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(length)\r\n\r\n"
  }

  private func limits(discardBytes: Int) -> TransportLimits {
    var limits = TransportLimits()
    limits.discard.bytes = discardBytes
    // Longer than a test may take, so that only the bytes count.
    limits.discard.stall = .seconds(120)
    limits.discard.time = .seconds(120)
    return limits
  }

  @Test func `a client that sends 8 MB without waiting reads the 413, twenty times`() async throws {
    try await withTransportServer { server in
      for _ in 0..<20 {
        let client = try server.client()
        try await client.send(post("/refused", length: Self.eightMegabytes))
        try await client.send([UInt8](repeating: 7, count: Self.eightMegabytes))
        #expect(try await client.response().status == 413)
      }
    }
  }

  @Test func `a client within the limit can keep using its connection`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      for _ in 0..<3 {
        try await client.send(post("/refused", length: 1_000_000))
        let response = try await client.response()
        #expect(response.status == 413)
        #expect(response.fields["connection"] == nil)
        try await client.send([UInt8](repeating: 7, count: 1_000_000))
        try await client.send(post("/upload", length: 3) + "123")
        #expect(try await client.response().body == "3")
      }
    }
  }

  @Test func `a request pipelined after a dropped body is answered`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      let body = String(repeating: "7", count: 1_000_000)
      try await client.send(
        post("/refused", length: body.utf8.count) + body + post("/upload", length: 3) + "123")
      #expect(try await client.response().status == 413)
      #expect(try await client.response().body == "3")
    }
  }

  @Test func `a length over the limit gets Connection: close and no reset`()
    async throws
  {
    try await withTransportServer(limits(discardBytes: 4 << 20)) { server in
      for _ in 0..<20 {
        let client = try server.client()
        try await client.send(post("/refused", length: Self.eightMegabytes))
        try await client.send([UInt8](repeating: 7, count: 3 << 20))
        let response = try await client.response()
        #expect(response.status == 413)
        #expect(response.fields["connection"] == "close")
        #expect(try await client.readToEnd() == "")
      }
    }
  }

  @Test func `a chunked body over the limit ends the connection after its response`()
    async throws
  {
    try await withTransportServer(limits(discardBytes: 1 << 20)) { server in
      let client = try server.client()
      try await client.send(
        "POST /refused HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
      #expect(try await client.response().status == 413)
      let chunk = "80000\r\n" + String(repeating: "7", count: 0x80000) + "\r\n"
      // The third chunk passes the limit; the lingering close drops the rest.
      for _ in 0..<3 { try await client.send(chunk) }
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a client that never stops sending is disconnected`() async throws {
    try await withTransportServer(limits(discardBytes: 1 << 20)) { server in
      let client = try server.client()
      try await client.send(post("/refused", length: 1 << 30))
      #expect(try await client.response().status == 413)
      await #expect(throws: SocketError.reset) {
        for _ in 0..<64 { try await client.send([UInt8](repeating: 7, count: 1 << 20)) }
      }
    }
  }

  @Test func `a client that stalls in a dropped body is disconnected`() async throws {
    var limits = TransportLimits()
    limits.discard.stall = .milliseconds(100)
    try await withTransportServer(limits) { server in
      let client = try server.client()
      try await client.send(post("/refused", length: 100) + "1")
      #expect(try await client.response().status == 413)
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test(arguments: ["Connection: close\r\n", "Connection: Keep-Alive, Close\r\n"])
  func `a client that asks to close is closed after its response`(field: String) async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send("GET / HTTP/1.1\r\nHost: test\r\n\(field)\r\n")
      let response = try await client.response()
      #expect(response.body == "hello")
      #expect(response.fields["connection"] == "close")
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a client that has ended its side reads all of a large response`() async throws {
    try await withTransportServer { server in
      let client = try server.client(receiveBuffer: 4096)
      try await client.send("GET /large HTTP/1.1\r\nHost: test\r\n\r\n")
      try await client.endSending()
      #expect(try await client.response().body.utf8.count == 32 << 20)
      #expect(try await client.readToEnd() == "")
    }
  }
}
