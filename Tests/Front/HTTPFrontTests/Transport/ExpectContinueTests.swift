import Foundation
import TestSupport
import Testing

import HTTPFront

@Suite("Expect: 100-continue", .timeLimit(.minutes(5)))
struct ExpectContinueTests {
  private func head(_ path: String, length: Int, expect: String? = "100-continue") -> String {
    "POST \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(length)\r\n"
      + (expect.map { "Expect: \($0)\r\n" } ?? "") + "\r\n"
  }

  @Test func `100 is sent when the application reads, and not before`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(head("/held", length: 5))
      try await server.entered.wait()
      #expect(try await !client.hasReceived())
      server.release.raise()
      #expect(try await client.response().status == 100)
      try await client.send("12345")
      let response = try await client.response()
      #expect(response.status == 200)
      #expect(response.fields["connection"] == nil)
      #expect(response.body == "5")
    }
  }

  @Test func `a rejected request gets its status without a 100, and the connection ends`()
    async throws
  {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(head("/refused", length: 5_000_000))
      let response = try await client.response()
      #expect(response.status == 413)
      #expect(response.fields["connection"] == "close")
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a rejected client that sends its body anyway still reads the response`()
    async throws
  {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(head("/refused", length: 3_000_000))
      #expect(try await client.response().status == 413)
      try await client.send([UInt8](repeating: 1, count: 3_000_000))
      #expect(try await client.readToEnd() == "")
    }
  }

  @Test func `a body that is already arriving gets no 100`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(head("/upload", length: 5) + "12345")
      #expect(try await client.response().status == 200)
    }
  }

  @Test(arguments: [("HTTP/1.0", "100-continue"), ("HTTP/1.1", nil)])
  func `a request without Expect or in HTTP 1.0 gets no 100`(
    version: String, expect: String?
  ) async throws {
    try await withTransportServer { server in
      let client = try server.client()
      let head = head("/held", length: 5, expect: expect)
        .replacingOccurrences(of: "HTTP/1.1", with: version)
      try await client.send(head)
      try await server.entered.wait()
      server.release.raise()
      try await client.send("12345")
      #expect(try await client.response().status == 200)
    }
  }

  @Test func `the 100 of a pipelined request waits for the response before it`() async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(
        head("/held", length: 1, expect: nil) + "1" + head("/upload", length: 2))
      try await server.entered.wait()
      server.release.raise()
      #expect(try await client.response().body == "1")
      #expect(try await client.response().status == 100)
      try await client.send("12")
      #expect(try await client.response().body == "2")
    }
  }

  @Test(arguments: ["foo", "100-continue, foo"])
  func `another expectation is a 417`(expect: String) async throws {
    try await withTransportServer { server in
      let client = try server.client()
      try await client.send(head("/upload", length: 1, expect: expect) + "1")
      let response = try await client.response()
      #expect(response.status == 417)
      #expect(response.fields["content-type"] == "application/json")
      #expect(response.body.hasPrefix(#"{"message":"Expectation Failed.","description":"#))
    }
  }

  @Test func `letter case, blanks and repeated fields do not matter`() {
    #expect(Expectation(fieldValues: []) == .none)
    #expect(Expectation(fieldValues: ["100-Continue"]) == .continue)
    #expect(Expectation(fieldValues: [" 100-continue ,100-continue", ""]) == .continue)
    #expect(Expectation(fieldValues: ["100-continue", "other"]) == .unknown)
  }
}

/// `Expect: 100-continue` with the most common client.
@Suite("Expect: 100-continue, with curl", .needs(.curl), .timeLimit(.minutes(5)))
struct CurlTests {
  @Test func `curl uploads 5 MB as soon as it gets the 100`() async throws {
    try await withTransportServer { server in
      let output = try await Curl.upload(bytes: 5 << 20, to: "/upload", port: server.port)
      let informed = try #require(output.range(of: "< HTTP/1.1 100 Continue"))
      let answered = try #require(output.range(of: "< HTTP/1.1 200 OK"))
      #expect(informed.lowerBound < answered.lowerBound)
      #expect(output.contains("\(5 << 20)"))
    }
  }

  @Test func `curl does not send a rejected body`() async throws {
    try await withTransportServer { server in
      let output = try await Curl.upload(bytes: 5 << 20, to: "/refused", port: server.port)
      #expect(!output.contains("100 Continue"))
      #expect(output.contains("< HTTP/1.1 413 "))
      #expect(output.contains("uploaded 0 bytes"))
    }
  }

  @Test func `curl that offers HTTP 2 is served in HTTP 1.1`() async throws {
    try await withTransportServer { server in
      let url = "http://127.0.0.1:\(server.port)"
      let output = try await Curl.run([
        "--http2", "--data", "12345", "\(url)/upload", "--data", "12345", "\(url)/upload",
      ])
      #expect(output.components(separatedBy: "< HTTP/1.1 200 OK").count == 3)
    }
  }
}
