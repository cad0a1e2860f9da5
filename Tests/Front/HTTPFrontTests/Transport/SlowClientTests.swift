import TestSupport
import Testing

import HTTPFront

@Suite("Slow clients", .timeLimit(.minutes(5)))
struct SlowClientTests {
  private func limits(_ change: (inout TransportLimits) -> Void) -> TransportLimits {
    var limits = TransportLimits()
    change(&limits)
    return limits
  }

  @Test func `a header section that does not end is a 408`() async throws {
    try await withTransportServer(limits { $0.headerTime = .milliseconds(100) }) { server in
      let client = try server.client()
      try await client.send("GET / HTTP/1.1\r\nHost: te")
      let response = try await client.response()
      #expect(response.status == 408)
      #expect(response.fields["connection"] == "close")
      #expect(response.body.hasPrefix(#"{"message":"Request Timeout.","description":"#))
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a connection without any byte is closed without a response`() async throws {
    try await withTransportServer(limits { $0.headerTime = .milliseconds(100) }) { server in
      let client = try server.client()
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a header section that trickles in is a 408 too`() async throws {
    // No size limit ends it first.
    let onlyTime = self.limits {
      $0.headerTime = .milliseconds(200)
      $0.headerFields = 1_000_000
      $0.headerBytes = 1 << 30
    }
    try await withTransportServer(onlyTime) { server in
      let client = try server.client()
      try await client.send("GET / HTTP/1.1\r\n")
      try await eventually("the header section is not cut") {
        try await client.send("X: 1\r\n")
        return try await client.hasReceived()
      }
      #expect(try await client.response().status == 408)
    }
  }

  @Test func `a body that stalls is a 408, and the application reads an error`() async throws {
    try await withTransportServer(limits { $0.bodyStall = .milliseconds(100) }) { server in
      let client = try server.client()
      try await client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123")
      let response = try await client.response()
      #expect(response.status == 408)
      #expect(response.fields["connection"] == "close")
      let error = try await server.bodyError.wait()
      #expect(error as? TransportFault == .bodyTimeout)
      // The application's own response comes too late, and does not interrupt the client.
      for byte in ["4", "5", "6"] { try await client.send(byte) }
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a body that trickles in is cut off at the time limit`() async throws {
    try await withTransportServer(limits { $0.bodyTime = .milliseconds(200) }) { server in
      let client = try server.client()
      try await client.send(
        "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n")
      try await eventually("the body is not cut") {
        try await client.send("1")
        return try await client.hasReceived()
      }
      #expect(try await client.response().status == 408)
    }
  }

  @Test func `the application's time does not count against the client`() async throws {
    // Long enough for the client's byte to arrive on a busy machine.
    try await withTransportServer(limits { $0.bodyStall = .seconds(2) }) { server in
      let waiting = try server.client()
      try await waiting.send(
        "POST /held HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
      try await server.entered.wait()
      // Serves as a clock: once this later client is disconnected, the limit has passed for the
      // first client too.
      let stalled = try server.client()
      try await stalled.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
      #expect(try await stalled.response().status == 408)
      server.release.raise()
      #expect(try await waiting.response().status == 100)
      try await waiting.send("1")
      #expect(try await waiting.response().body == "1")
    }
  }

  @Test func `an idle connection is closed without a response`() async throws {
    try await withTransportServer(limits { $0.idleTime = .milliseconds(100) }) { server in
      let client = try server.client()
      try await client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
      #expect(try await client.response().body == "hello")
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a client that does not read its response is disconnected`() async throws {
    try await withTransportServer(limits { $0.sendStall = .milliseconds(100) }) { server in
      let client = try server.client(receiveBuffer: 4096)
      let request = "GET /large HTTP/1.1\r\nHost: test\r\n\r\n"
      await #expect(throws: SocketError.reset) {
        try await eventually("the client is not cut") {
          try await client.send(request)
          return false
        }
      }
    }
  }

  @Test func `the time while a response is being read is not idle time`() async throws {
    try await withTransportServer(limits { $0.idleTime = .milliseconds(1) }) { server in
      let client = try server.client(receiveBuffer: 4096)
      try await client.send("GET /large HTTP/1.1\r\nHost: test\r\n\r\n")
      #expect(try await client.response().body.utf8.count == 32 << 20)
      #expect(try await client.readToEnd() == "")
    }
  }
}
