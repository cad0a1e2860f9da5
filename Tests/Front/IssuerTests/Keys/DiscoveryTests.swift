import HTTPTypes
import Hummingbird
import Identity
import TestSupport
import Testing

@Suite("Discovery", .timeLimit(.minutes(5)))
struct DiscoveryTests {
  private static let oauth = "/.well-known/oauth-authorization-server/tenant"
  private static let openID = "/tenant/.well-known/openid-configuration"

  /// A stub whose documents are `documents`, by path; In the documents, `ISSUER` is replaced by the
  /// issuer and `ORIGIN` by its scheme and port.
  private func discover(
    _ documents: [String: String], _ body: (StubIssuer, LogLines, TokenFault?) throws -> Void
  ) async throws {
    try await StubIssuer.run { stub in
      let log = LogLines()
      let issuer = "\(stub.url)/tenant"
      let signer = Signer(issuer: issuer)
      stub.answer { path in
        if path == "/keys" { return StubIssuer.json(signer.key.jwks) }
        guard let document = documents[path] else { return Response(status: .notFound) }
        return StubIssuer.json(
          document.replacing("ISSUER", with: issuer).replacing("ORIGIN", with: stub.url))
      }
      let keys = try IssuerKeys(
        issuer: issuer, location: .discovery, clock: ManualClock().refreshClock,
        logger: log.logger)
      let verifier = try TokenVerifier((keys, issuer))
      try body(stub, log, await verifier.fault(try await signer.token()))
    }
  }

  private static let sound = #"{"issuer":"ISSUER","jwks_uri":"ORIGIN/keys"}"#

  @Test func `finds the keys by RFC 8414's document alone if the issuer has one`() async throws {
    try await discover([Self.oauth: Self.sound, Self.openID: Self.sound]) { stub, _, fault in
      #expect(fault == nil)
      #expect(stub.requests == [Self.oauth, "/keys"])
    }
  }

  @Test(arguments: [nil, "garbage", #"{"issuer":"https://other","jwks_uri":"ORIGIN/keys"}"#])
  func `reads OpenID's document if RFC 8414's is missing or names another issuer`(
    other: String?
  ) async throws {
    var documents = [Self.openID: Self.sound]
    documents[Self.oauth] = other
    try await discover(documents) { stub, _, fault in
      #expect(fault == nil)
      #expect(stub.requests == [Self.oauth, Self.openID, "/keys"])
    }
  }

  @Test(arguments: [
    (#"{"issuer":"ISSUER/","jwks_uri":"ORIGIN/keys"}"#, "another issuer"),
    (#"{"issuer":"issuer","jwks_uri":"ORIGIN/keys"}"#, "another issuer"),
    (#"{"issuer":"ORIGIN/{tenant}","jwks_uri":"ORIGIN/keys"}"#, "another issuer"),
    (#"{"issuer":["ISSUER"],"jwks_uri":"ORIGIN/keys"}"#, "another issuer"),
    (#"{"jwks_uri":"ORIGIN/keys"}"#, "another issuer"),
    (#"{"issuer":"ISSUER","issuer":"ISSUER","jwks_uri":"ORIGIN/keys"}"#, "strict JSON"),
    (#"{"issuer":"ISSUER"}"#, "has no \"jwks_uri\""),
    (#"{"issuer":"ISSUER","jwks_uri":null}"#, "has no \"jwks_uri\""),
    (#"{"issuer":"ISSUER","jwks_uri":"http://192.0.2.1/keys"}"#, "is not an https URL"),
    (#"{"issuer":"ISSUER","jwks_uri":"http://localhost.example.com/keys"}"#, "not an https URL"),
    (#"{"issuer":"ISSUER","jwks_uri":"file:///keys"}"#, "is not an https URL"),
    (#"{"issuer":"ISSUER","jwks_uri":"/keys"}"#, "is not an https URL"),
    (#"{"issuer":"ISSUER","jwks_uri":"http://a@127.0.0.1/keys"}"#, "is not a URL without a user"),
  ])
  func `rejects a wrong document, and does not fetch its keys`(
    document: String, reason: String
  ) async throws {
    try await discover([Self.oauth: document, Self.openID: document]) { stub, log, fault in
      #expect(fault == .keysUnavailable)
      #expect(stub.requests == [Self.oauth, Self.openID])
      #expect(log.text.contains(reason), "\(log.text)")
    }
  }

  private static func document(_ address: String) -> [UInt8] {
    Array(#"{"issuer":"https://id.example.com","jwks_uri":"\#(address)"}"#.utf8)
  }

  @Test func `does not let a remote issuer direct the server to its own machine`() throws {
    let place = try IssuerURL("https://id.example.com/.well-known/openid-configuration")
    let read = { (address: String, plainToo: Bool) throws(IssuerFault) in
      try KeySetVisit.keysAddress(
        in: Self.document(address), of: "https://id.example.com", from: place, plainToo: plainToo)
    }
    #expect(try read("https://id.example.com/keys", false).text == "https://id.example.com/keys")
    #expect(try read("http://127.0.0.1/keys", true).text == "http://127.0.0.1/keys")
    #expect(throws: IssuerFault.keysAddressRefused(url: place.text, .plainAddress)) {
      try read("http://127.0.0.1/keys", false)
    }
  }

  @Test func `requires an address with https or on loopback`() {
    #expect(throws: IssuerURLFault.plainAddress) {
      try IssuerKeys(
        issuer: "http://id.example.com", location: .discovery, logger: LogLines().logger)
    }
  }
}
