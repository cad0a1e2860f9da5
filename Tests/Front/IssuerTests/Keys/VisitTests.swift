import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import TestSupport
import Testing

@Suite("A fetch of an issuer's keys", .timeLimit(.minutes(5)))
struct VisitTests {
  /// A response without keys, and its message for the operator.
  struct Refused: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reason: String
    let response: @Sendable () -> Response

    init(
      _ name: String, status: HTTPResponse.Status = .ok, type: String = "application/json",
      extra: HTTPFields = [:], body: String, reason: String
    ) {
      testDescription = name
      self.reason = reason
      response = {
        var headers = extra
        headers[.contentType] = type
        return Response(
          status: status, headers: headers,
          body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
      }
    }

    init(chunked length: Int) {
      testDescription = "\(length) bytes of no said length"
      reason = "more than 1048576 bytes"
      response = {
        Response(
          status: .ok, headers: [.contentType: "application/json"],
          body: ResponseBody { writer in
            for start in stride(from: 0, to: length, by: 65_536) {
              let count = min(65_536, length - start)
              try await writer.write(ByteBuffer(repeating: 0x20, count: count))
            }
            try await writer.finish(nil)
          })
      }
    }
  }

  static let refused: [Refused] = [
    Refused("nothing there", status: .notFound, body: "{}", reason: "status 404"),
    Refused("a failing issuer", status: .internalServerError, body: "{}", reason: "status 500"),
    Refused("no content", status: .noContent, body: "", reason: "status 204"),
    Refused(
      "a redirect", status: .found, extra: [.location: "/elsewhere"], body: "",
      reason: "redirects"),
    Refused(
      "a permanent redirect", status: .permanentRedirect, extra: [.location: "/elsewhere"],
      body: "", reason: "redirects"),
    Refused("a page", type: "text/html", body: #"{"keys":[]}"#, reason: "uncompressed JSON"),
    Refused("XML", type: "application/xml", body: #"{"keys":[]}"#, reason: "uncompressed JSON"),
    Refused("a text", type: "text/x+json", body: #"{"keys":[]}"#, reason: "uncompressed JSON"),
    Refused("no JSON type", type: "application/jsonp", body: "{}", reason: "uncompressed JSON"),
    Refused(
      "a compressed set", extra: [.contentEncoding: "gzip"], body: "\u{1F}",
      reason: "uncompressed JSON"),
    Refused("garbage", body: "\u{0}\u{1}garbage", reason: "an array \"keys\""),
    Refused("an empty answer", body: "", reason: "an array \"keys\""),
    Refused("an array", body: "[]", reason: "an array \"keys\""),
    Refused("no keys", body: "{}", reason: "an array \"keys\""),
    Refused("keys twice", body: #"{"keys":[],"keys":[]}"#, reason: "an array \"keys\""),
    Refused("half a set", body: #"{"keys":["#, reason: "an array \"keys\""),
    Refused(
      "a huge set", body: #"{"keys":[]}"# + String(repeating: " ", count: 1 << 20),
      reason: "more than 1048576 bytes"),
    Refused(chunked: (1 << 20) + 1),
    Refused(chunked: 64 << 20),
  ]

  @Test(arguments: refused)
  func `that returns no key set leaves the keys unchanged`(answer: Refused) async throws {
    try await StubIssuer.run { stub in
      let (clock, log) = (ManualClock(), LogLines())
      let keys = try IssuerKeys.of(stub, clock: clock, log: log)
      let signer = Signer(issuer: stub.url)
      let verifier = try TokenVerifier((keys, stub.url))
      stub.answer { _ in answer.response() }
      #expect(await verifier.fault(try await signer.token()) == .keysUnavailable)
      #expect(log.text.contains(answer.reason), "\(log.text)")

      stub.publish(signer.key.jwks)
      clock.advance(by: .seconds(10))
      #expect(await verifier.fault(try await signer.token()) == nil)

      stub.answer { _ in answer.response() }
      clock.advance(by: .seconds(10))
      _ = await keys.refreshed()
      #expect(stub.requests == ["/keys", "/keys", "/keys"], "no redirect is followed")
      #expect(await verifier.fault(try await signer.token()) == nil)
    }
  }

  @Test(arguments: ["application/json", "application/jwk-set+json", "Application/JSON; charset=x"])
  func `accepts a set of one MiB with every JSON type`(type: String) async throws {
    try await StubIssuer.run { stub in
      let signer = Signer(issuer: stub.url)
      let jwks = signer.key.jwks
      stub.answer { _ in
        let padded = jwks + String(repeating: " ", count: (1 << 20) - jwks.utf8.count)
        return Response(
          status: .ok, headers: [.contentType: type],
          body: ResponseBody(byteBuffer: ByteBuffer(string: padded)))
      }
      let keys = try IssuerKeys.of(stub, clock: ManualClock())
      let verifier = try TokenVerifier((keys, stub.url))
      #expect(await verifier.fault(try await signer.token()) == nil)
    }
  }

  @Test(arguments: [false, true])
  func `times out after 5 seconds`(afterHead: Bool) async throws {
    try await StubIssuer.run { stub in
      let (clock, log, gate) = (ManualClock(), LogLines(), Signal<Void>("leave to answer"))
      defer { gate.raise() }
      stub.answer { _ in
        if !afterHead { try await gate.wait() }
        return Response(
          status: .ok, headers: [.contentType: "application/json"],
          body: ResponseBody { writer in
            try await writer.write(ByteBuffer(string: " "))
            try await gate.wait()
            try await writer.finish(nil)
          })
      }
      let keys = try IssuerKeys.of(stub, clock: clock, log: log)
      async let outcome = keys.refreshed()
      try await eventually("the issuer is not asked") { stub.requests.count == 1 }
      try await clock.sleeper(until: .seconds(5))
      clock.advance(by: .seconds(5))
      #expect(await outcome == nil)
      #expect(log.text.contains("did not answer within 5 s"), "\(log.text)")
    }
  }

  @Test func `over https from a server of plain HTTP fails`() async throws {
    try await StubIssuer.run { stub in
      let log = LogLines()
      let url = stub.url.replacing("http:", with: "https:")
      let keys = try IssuerKeys(
        issuer: url, location: .jwks(try IssuerURL("\(url)/keys")), logger: log.logger)
      stub.publish(SigningKey().jwks)
      #expect(await keys.refreshed() == nil)
      #expect(log.text.contains("cannot be reached"), "\(log.text)")
      #expect(stub.requests.isEmpty)
    }
  }
}
