import Authorization
import Crypto
import Secrets
import Testing

@Suite("Client secrets", .timeLimit(.minutes(5)))
struct ClientSecretTests {
  @Test func `a secret is recognised by its prefix and has 43 characters of base64url`() {
    let secret = ClientSecret()
    #expect(secret.text.revealed.wholeMatch(of: /wfms_[A-Za-z0-9_-]{43}/) != nil)
  }

  @Test func `no two secrets are equal`() {
    #expect(Set((0..<1000).map { _ in ClientSecret().text.revealed }).count == 1000)
  }

  @Test func `the SHA-256 of the whole text is stored`() {
    let secret = ClientSecret()
    #expect(secret.hash == Array(SHA256.hash(data: Array(secret.text.revealed.utf8))))
  }

  @Test func `a secret matches only its own hash`() {
    let (one, other) = (ClientSecret(), ClientSecret())
    #expect(ClientSecret.matches(one.text, hashes: [one.hash]))
    #expect(!ClientSecret.matches(one.text, hashes: [other.hash]))
    #expect(!ClientSecret.matches(Secret(one.text.revealed + "x"), hashes: [one.hash]))
    #expect(!ClientSecret.matches(Secret(String(one.text.revealed.dropLast())), hashes: [one.hash]))
  }

  @Test func `during a rotation either of two secrets matches`() {
    let (new, old, other) = (ClientSecret(), ClientSecret(), ClientSecret())
    let hashes = [new.hash, old.hash]
    #expect(ClientSecret.matches(new.text, hashes: hashes))
    #expect(ClientSecret.matches(old.text, hashes: hashes))
    #expect(!ClientSecret.matches(other.text, hashes: hashes))
  }

  @Test func `nothing matches without secrets, or if a stored value is not a hash`() {
    #expect(!ClientSecret.matches(Secret(""), hashes: []))
    #expect(!ClientSecret.matches(ClientSecret().text, hashes: []))
    #expect(!ClientSecret.matches(Secret(""), hashes: [[]]))
    #expect(!ClientSecret.matches(Secret(""), hashes: [[UInt8](repeating: 0, count: 32)]))
  }
}
