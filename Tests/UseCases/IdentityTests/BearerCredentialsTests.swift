import Identity
import Testing

@Suite("The Authorization header", .timeLimit(.minutes(5)))
struct BearerCredentialsTests {
  /// The fault of the headers; nil if they contain a token.
  private func fault(_ headers: [String]) -> BearerFault? {
    do throws(BearerFault) {
      _ = try BearerCredentials.token(in: headers)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["Bearer", "bearer", "BEARER", "bEaReR"])
  func `the scheme is read in any letter case`(scheme: String) throws {
    #expect(try BearerCredentials.token(in: ["\(scheme) a.b-c_d"]) == "a.b-c_d")
  }

  @Test(arguments: ["a", "a.b.c", "AZaz09-._~+/", "a=", "a==", "YQ==", "."])
  func `one b64token is returned unchanged, after one blank or several`(token: String) throws {
    for blanks in [" ", "  ", "      "] {
      #expect(try BearerCredentials.token(in: ["Bearer" + blanks + token]) == token)
    }
  }

  @Test func `no header is missing, and not malformed`() {
    #expect(fault([]) == .missing)
  }

  @Test(arguments: [
    ["Bearer a", "Bearer a"], ["Bearer a", "Bearer b"], ["Bearer a", "Basic YTpi"],
    ["Basic YTpi", "Bearer a"], ["Bearer a", ""], ["", "Bearer a"], ["Bearer a", "Bearer b", "x"],
  ])
  func `two headers are rejected, even if they are equal`(headers: [String]) {
    #expect(fault(headers) == .malformed(.severalHeaders))
  }

  @Test(arguments: [
    "", " ", "Basic YTpi", "Digest username=x", "DPoP a", "Bearer:a", "Bearera", "Bearer\ta",
    "Bearer\u{A0}a", " Bearer a", "\tBearer a", "Token a", "JWT a", "BearerToken a", "Beare a",
    "Bearer,a", "a", "Bеarer a",
  ])
  func `another scheme, or a scheme without a blank after it, is rejected`(header: String) {
    #expect(fault([header]) == .malformed(.otherScheme))
  }

  @Test(arguments: [
    "Bearer", "Bearer ", "Bearer   ", "Bearer a ", "Bearer a b", "Bearer a  b", "Bearer a,b",
    "Bearer a, Bearer b", "Bearer a,", "Bearer ,a", "Bearer \"a\"", "Bearer a\t", "Bearer \ta",
    "Bearer a;b", "Bearer =", "Bearer ==", "Bearer a=b", "Bearer =a", "Bearer a= ", "Bearer a\0",
    "Bearer a\r\nX: y", "Bearer é", "Bearer a\u{200B}", "Bearer Bearer a", "Bearer token=a",
    "Bearer a%20b", "Bearer <a>", "Bearer a:b", "Bearer a\u{7F}",
  ])
  func `anything but one b64token after the scheme is rejected`(header: String) {
    #expect(fault([header]) == .malformed(.notOneToken))
  }

  /// The grammar of RFC 6750 section 2.1, byte by byte.
  @Test func `a token has exactly the bytes of b64token`() {
    let allowed = Set(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/".unicodeScalars)
    for value in (0 as UInt32)...0x17F {
      guard let scalar = Unicode.Scalar(value), scalar != "=" else { continue }
      let isRead = fault(["Bearer a\(Character(scalar))b"]) == nil
      #expect(isRead == allowed.contains(scalar), "U+\(String(value, radix: 16))")
    }
  }
}
