import Authorization
import Foundation
import Secrets
import Testing

/// Parses requests to the token endpoint.
@Suite("Token requests", .timeLimit(.minutes(5)))
struct TokenRequestTests {
  private static let grant = "grant_type=client_credentials"

  private static func read(
    _ form: String, basic: String? = nil
  ) throws(TokenRefusal) -> TokenRequest {
    let header = basic.map { "Basic \(Data($0.utf8).base64EncodedString())" }
    return try TokenRequest(form: Array(form.utf8), authorization: header.map { [$0] } ?? [])
  }

  private static func secret(of request: TokenRequest) -> [String] {
    if case .secret(let client, let secret) = request.credentials {
      [client, secret.revealed]
    } else {
      []
    }
  }

  /// The `error` of the refusal, or nil if there is none.
  private static func code(_ form: String, authorization: [String] = []) -> String? {
    do {
      _ = try TokenRequest(form: Array(form.utf8), authorization: authorization)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `a plain id and secret are read from the Authorization header`() throws {
    let request = try Self.read(Self.grant, basic: "client:wfms_a-b_c")
    #expect(Self.secret(of: request) == ["client", "wfms_a-b_c"])
    #expect(request.scope == nil)
  }

  @Test func `id and secret of the header are form-decoded separately`() throws {
    let request = try Self.read(Self.grant, basic: "a%3Ab+c%C3%A9:p%25+%3A:q")
    #expect(Self.secret(of: request) == ["a:b cé", "p% ::q"])
  }

  @Test func `a secret may have colons and may be empty`() throws {
    #expect(Self.secret(of: try Self.read(Self.grant, basic: "a:b:c")) == ["a", "b:c"])
    #expect(Self.secret(of: try Self.read(Self.grant, basic: "a:")) == ["a", ""])
  }

  @Test(arguments: [
    "Basic", "Basic ", "Basic !!!!", "Basic Zm9v", "Basic OnNlY3JldA==", "Bearer abc",
    "Basic YTpi extra", "Basic YSV6OmI=", "Digest username=\"a\"", "Basic YQBiOmM=", "Basic /zpi",
  ])
  func `a header that is not one form-encoded pair is an invalid client`(_ header: String) {
    #expect(Self.code(Self.grant, authorization: [header]) == "invalid_client")
  }

  @Test func `the scheme's letter case and further blanks do not matter`() throws {
    let request = try TokenRequest(
      form: Array(Self.grant.utf8), authorization: ["bAsIc   YTpi"])
    #expect(Self.secret(of: request) == ["a", "b"])
  }

  @Test func `id and secret of the body are form-decoded`() throws {
    let request = try Self.read("\(Self.grant)&client_id=a%20b+c&client_secret=%C3%A9%2b&scope=x+y")
    #expect(Self.secret(of: request) == ["a b c", "é+"])
    #expect(request.scope == "x y")
  }

  @Test func `an empty value is treated as absent`() throws {
    #expect(try Self.read("\(Self.grant)&scope=&client_secret=", basic: "a:b").scope == nil)
    #expect(Self.code("grant_type=&client_id=a&client_secret=b") == "invalid_request")
  }

  @Test func `a client_id that differs from the header is rejected`() throws {
    #expect(try Self.read("\(Self.grant)&client_id=a", basic: "a:b").clientID == "a")
    #expect(throws: TokenRefusal.self) {
      try Self.read("\(Self.grant)&client_id=z", basic: "a:b")
    }
  }

  @Test func `an unknown parameter is ignored, even if it is repeated`() throws {
    let request = try Self.read("\(Self.grant)&resource=a&resource=b&x", basic: "a:b")
    #expect(request.clientID == "a")
  }

  @Test(arguments: [
    "", "scope=a", "grant_type=client_credentials&grant_type=client_credentials",
    "grant_type=client_credentials&scope=a&scope=a",
    "grant_type=client_credentials&scope=&scope=a",
    "grant_type=client_credentials&client_id=a&client_id=a&client_secret=b",
    "grant_type=client_credentials&client_secret=b",
    "grant_type=client_credentials&client_id=%zz&client_secret=b",
    "grant_type=client_credentials&client_id=%4&client_secret=b",
    "grant_type=client_credentials&client_id=%FF&client_secret=b",
    "grant_type=client_credentials&client_id=%00&client_secret=b",
    "grant_type=client_credentials&client_assertion=x",
    "grant_type=client_credentials&client_assertion_type=x",
    "grant_type=client_credentials&client_id=a&client_secret=b&client_assertion=x",
  ])
  func `a request that is not understood is an invalid request`(_ form: String) {
    #expect(Self.code(form) == "invalid_request")
  }

  @Test(arguments: [
    "client_id=a&client_secret=b", "client_secret=b", "client_assertion=x",
    "client_assertion_type=x",
  ])
  func `two authentication methods are an invalid request`(_ second: String) {
    #expect(
      Self.code("\(Self.grant)&\(second)", authorization: ["Basic YTpi"]) == "invalid_request")
  }

  @Test func `several Authorization headers are an invalid request`() {
    #expect(
      Self.code(Self.grant, authorization: ["Basic YTpi", "Basic YTpi"]) == "invalid_request")
  }

  @Test(arguments: ["client_id=a", "", "client_id=a&client_secret="])
  func `no credentials at all are an invalid client`(_ rest: String) {
    #expect(Self.code("\(Self.grant)&\(rest)") == "invalid_client")
  }

  @Test(arguments: [
    "password", "authorization_code", "Client_Credentials", "client_credentials%20",
  ])
  func `another grant is unsupported`(_ grant: String) {
    #expect(
      Self.code("grant_type=\(grant)&client_id=a&client_secret=b") == "unsupported_grant_type")
  }

  @Test func `another type of assertion is an invalid client`() {
    let form = "\(Self.grant)&client_assertion=x&client_assertion_type=urn:saml2-bearer"
    #expect(Self.code(form) == "invalid_client")
  }

  @Test func `a description has only the characters that RFC 6749 allows`() {
    let forms = ["", "grant_type=x", "\(Self.grant)&scope=a&scope=b", Self.grant]
    for form in forms {
      do {
        _ = try Self.read(form)
        Issue.record("\(form) was taken")
      } catch {
        let isAllowed = error.description.utf8.allSatisfy {
          (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C
        }
        #expect(isAllowed, "\(error.description)")
      }
    }
  }
}
