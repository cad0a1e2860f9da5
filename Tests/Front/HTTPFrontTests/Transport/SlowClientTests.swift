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

  @Test func `a connection on which nothing comes is closed without a word`() async throws {
    try await withTransportServer(limits { $0.headerTime = .milliseconds(100) }) { server in
      let client = try server.client()
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a header section that trickles in is cut too`() async throws {
    // No limit of size ends it first.
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
      // The application's own answer comes too late, and does not cut the client off.
      for byte in ["4", "5", "6"] { try await client.send(byte) }
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a body that trickles in is cut when its time is up`() async throws {
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

  @Test func `the time that the application takes is not the client's`() async throws {
    // Long enough for the client's byte on a busy machine.
    try await withTransportServer(limits { $0.bodyStall = .seconds(2) }) { server in
      let waiting = try server.client()
      try await waiting.send(
        "POST /held HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
      try await server.entered.wait()
      // A clock: once this later client has been cut, the limit has passed for the first one too.
      let stalled = try server.client()
      try await stalled.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
      #expect(try await stalled.response().status == 408)
      server.release.raise()
      #expect(try await waiting.response().status == 100)
      try await waiting.send("1")
      #expect(try await waiting.response().body == "1")
    }
  }

  @Test func `an idle connection is closed without a word`() async throws {
    try await withTransportServer(limits { $0.idleTime = .milliseconds(100) }) { server in
      let client = try server.client()
      try await client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
      #expect(try await client.response().body == "hello")
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a client that does not read its response is cut`() async throws {
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

  @Test func `a response that is still being read is not idle time`() async throws {
    try await withTransportServer(limits { $0.idleTime = .milliseconds(1) }) { server in
      let client = try server.client(receiveBuffer: 4096)
      try await client.send("GET /large HTTP/1.1\r\nHost: test\r\n\r\n")
      #expect(try await client.response().body.utf8.count == 32 << 20)
      #expect(try await client.readToEnd() == "")
    }
  }
}
