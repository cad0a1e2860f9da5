import TestSupport
import Testing

import HTTPFront

@Suite("Graceful shutdown", .timeLimit(.minutes(5)))
struct GracefulShutdownTests {
  @Test func `idle connections end immediately, requests in flight are finished`() async throws {
    try await withTransportServer { server in
      let idle = try server.client()
      try await idle.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
      #expect(try await idle.response().status == 200)
      let busy = try server.client()
      try await busy.send("POST /held HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n12")
      try await server.entered.wait()

      await server.shutDown()
      #expect(try await idle.readToEnd() == "")
      server.release.raise()
      try await busy.send("345")
      let response = try await busy.response()
      #expect(response.status == 200)
      #expect(response.fields["connection"] == "close")
      #expect(response.body == "5")
      #expect(try await busy.readToEnd() == "")
      try await server.finished.wait()
    }
  }

  @Test func `accepted pipelined requests are answered, the last one closes`() async throws {
    try await withTransportServer { server in
      let idle = try server.client()
      try await idle.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
      #expect(try await idle.response().status == 200)
      let client = try server.client()
      try await client.send(
        "POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1"
          + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      try await server.entered.wait()
      await server.shutDown()
      #expect(try await idle.readToEnd() == "")
      server.release.raise()
      let first = try await client.response()
      #expect(first.body == "1")
      #expect(first.fields["connection"] == nil)
      let last = try await client.response()
      #expect(last.body == "hello")
      #expect(last.fields["connection"] == "close")
    }
  }

  @Test(
    .timeLimit(.minutes(1)), arguments: ["\r\n1", "Expect: 100-continue\r\n\r\n"])
  func `a rejected client that stays connected does not delay the shutdown`(
    rest: String
  )
    async throws
  {
    var limits = TransportLimits()
    limits.discard.stall = .seconds(120)
    limits.discard.time = .seconds(120)
    limits.discard.timeAtShutdown = .milliseconds(100)
    try await withTransportServer(limits) { server in
      let client = try server.client()
      try await client.send("POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n" + rest)
      #expect(try await client.response().status == 413)
      await server.shutDown()
      try await server.finished.wait()
      #expect(try await client.readToEnd() == "")
    }
  }
}
