import Authorization
import Identity
import ObjectStore
import Postgres
import Reports
import Secrets
import Testing

@Suite("A secret", .timeLimit(.minutes(5)))
struct SecretTests {
  private static let canary = "canary-0123456789-of-more-than-32-bytes"

  /// The value in every form in which Swift shows a value.
  private static func showings(of value: Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    return [
      "\(value)", String(describing: value), String(reflecting: value), dumped,
      Mirror(reflecting: value).children.map { "\($0.value)" }.joined(),
    ]
  }

  /// Also the bytes of the text, as numbers.
  private static func isShown(_ text: String, by value: Any) -> Bool {
    let bytes = "\(Array(text.utf8.prefix(8)))".dropFirst().dropLast()
    let lines = text.utf8.prefix(8).map { "- \($0)" }.joined()
    return showings(of: value).contains {
      $0.contains(text) || $0.contains(bytes) || $0.filter { !$0.isNewline }.contains(lines)
    }
  }

  private static let secret = Secret(canary)

  @Test func `is detected by these checks if it is a plain text`() {
    #expect(Self.isShown(Self.canary, by: ["a": Self.canary]))
    #expect(Self.isShown(Self.canary, by: Array(Self.canary.utf8)))
  }

  @Test func `is in no description, but can be revealed`() {
    #expect(Self.showings(of: Self.secret).allSatisfy { $0.allSatisfy { "…\n- ".contains($0) } })
    #expect(Self.secret.revealed == Self.canary && Self.secret == Secret(Self.canary))
    #expect(!((Self.secret as Any) is any Encodable))
  }

  @Test func `is not shown by a value that contains it`() throws {
    let credentials = S3Credentials(
      accessKeyID: "id", secretAccessKey: Self.secret, sessionToken: Self.secret)
    let endpoint = try #require(S3Endpoint(url: "https://store.example.com", addressing: .path))
    var keys = VerificationKeys()
    try keys.add(sharedSecret: Self.secret)
    for holder in [
      credentials, S3CredentialSource.fixed(credentials),
      S3Store(
        endpoint: endpoint, publicEndpoint: endpoint, region: "eu", credentials: .fixed(credentials)
      ),
      PostgresConfiguration(connectionString: Self.secret), keys,
      ReportLinkSigner(key: Array(Self.canary.utf8)),
      try MasterKey(secret: Array(Self.canary.utf8)),
      TokenRequest.Credentials.secret(client: "id", secret: Self.secret),
    ] as [Any] {
      #expect(!Self.isShown(Self.canary, by: holder), "\(type(of: holder))")
    }
  }

  @Test func `is not shown by the types that create one`() {
    let (client, key) = (ClientSecret(), SigningKey())
    #expect(!Self.isShown(client.text.revealed, by: client))
    let lines = key.pem.revealed.split(separator: "\n")
    #expect(lines.count > 2 && !Self.isShown(String(lines[1]), by: key))
  }
}
