import Identity
import Testing

@Suite("The address of an issuer", .timeLimit(.minutes(5)))
struct AddressTests {
  @Test(arguments: [
    "https://id.example.com", "https://id.example.com/", "https://id.example.com:8443/a/b?c=d",
    "HTTPS://id.example.com", "https://192.0.2.1/keys", "https://[2001:db8::1]/keys",
    "http://127.0.0.1:8080", "http://127.255.255.254/keys", "http://localhost/keys",
    "http://LOCALHOST:1/", "http://[::1]:8080/keys",
  ])
  func `is https, or http on loopback`(text: String) throws {
    #expect(try IssuerURL(text).text == text)
  }

  @Test(arguments: [
    "http://id.example.com", "http://192.0.2.1", "http://10.0.0.1:8080/keys", "http://0.0.0.0/",
    "http://localhost.example.com", "http://127.0.0.1.example.com", "http://127.0.0.1.",
    "http://127.0.0.256", "http://127.1", "http://127.0.0.0x1", "http://2130706433",
    "http://1127.0.0.1", "http://[::2]/", "http://[::ffff:192.0.2.1]/", "http://xlocalhost/",
    "http://localhost./",
  ])
  func `is rejected as http for any other host`(text: String) {
    #expect(throws: IssuerURLFault.plainAddress) { try IssuerURL(text) }
  }

  @Test(arguments: [
    "", "id.example.com", "//id.example.com/keys", "/keys", "ftp://id.example.com",
    "file:///etc/passwd", "https:", "https://", "https:///keys", "https:keys",
    "https://id.example.com/a b", " https://id.example.com", "https://id.example.com\n",
    "https://id\u{301}.example.com", "https://exa%6dple.com", "http://127.0.0.1%2eexample.com",
    "unix:///socket", "http+unix://socket", "https+unix://%2Fsocket/keys",
  ])
  func `is rejected if it is not a URL that can be fetched`(text: String) {
    #expect(throws: IssuerURLFault.notAURL) { try IssuerURL(text) }
  }

  @Test(arguments: [
    "https://user@id.example.com", "https://user:secret@id.example.com/keys",
    "http://127.0.0.1@id.example.com/", "https://id.example.com/#keys", "https://:@id.example.com",
  ])
  func `is rejected with a user or a fragment`(text: String) {
    #expect(throws: IssuerURLFault.holdsMore) { try IssuerURL(text) }
  }

  /// RFC 8414 section 3.1 and OpenID Connect Discovery 1.0 section 4.1.
  @Test(arguments: [
    ("https://id.example.com", "", ""), ("https://id.example.com/", "", ""),
    ("https://id.example.com/issuer1", "/issuer1", "/issuer1"),
    ("https://id.example.com/a/b/", "/a/b", "/a/b"),
  ])
  func `leads to its metadata, RFC 8414's before OpenID's`(
    issuer: String, inserted: String, appended: String
  ) throws {
    let origin = "https://id.example.com"
    #expect(
      try IssuerURL(issuer).discoveryDocuments.map(\.text) == [
        "\(origin)/.well-known/oauth-authorization-server\(inserted)",
        "\(origin)\(appended)/.well-known/openid-configuration",
      ])
  }

  @Test func `with a query cannot be discovered`() throws {
    let url = try IssuerURL("https://id.example.com/?tenant=1")
    #expect(throws: IssuerURLFault.query) { try url.discoveryDocuments }
  }
}

@Suite("The lifetime of fetched keys", .timeLimit(.minutes(5)))
struct FreshnessTests {
  @Test(arguments: [
    ([], nil, 600), ([""], nil, 600), (["public"], nil, 600), (["max-age=120"], nil, 120),
    (["public, max-age=300, must-revalidate"], nil, 300), (["public", "max-age=300"], nil, 300),
    (["MAX-AGE=300"], nil, 300), (["max-age=\"300\""], nil, 300), (["max-age=0"], nil, 60),
    (["max-age=59"], nil, 60), (["max-age=60"], nil, 60), (["max-age=3600"], nil, 3600),
    (["max-age=3601"], nil, 3600), (["max-age=31536000, immutable"], nil, 3600),
    (["max-age=99999999999999999999999"], nil, 3600), (["max-age=-1"], nil, 600),
    (["max-age="], nil, 600), (["max-age=1e3"], nil, 600), (["s-maxage=120"], nil, 600),
    (["x-max-age=120"], nil, 600), (["no-store"], nil, 60), (["max-age=900, no-cache"], nil, 60),
    (["max-age=900"], "300", 600), (["max-age=900"], "900", 60), (["max-age=900"], "old", 900),
    (["max-age=900"], "99999999999999999999999", 60),
  ])
  func `follows the response, between a minute and an hour; ten minutes by default`(
    cacheControl: [String], age: String?, seconds: Int
  ) {
    #expect(FreshnessLifetime.of(cacheControl: cacheControl, age: age) == .seconds(seconds))
  }
}
