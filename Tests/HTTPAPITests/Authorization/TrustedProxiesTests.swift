import HTTPAPI
import Testing

/// Whose word about a client's address counts.
@Suite("Trusted proxies")
struct TrustedProxiesTests {
  private let proxies = TrustedProxies(addresses: ["10.0.0.1", "10.0.0.2", "2001:DB8::1"])

  @Test func `a stranger's X-Forwarded-For is not believed`() {
    let client = proxies?.client(peer: "192.0.2.1", forwardedFor: ["198.51.100.1"])
    #expect(client == "192.0.2.1")
    let none = TrustedProxies().client(peer: "10.0.0.1", forwardedFor: ["198.51.100.1"])
    #expect(none == "10.0.0.1")
  }

  @Test func `behind a proxy the last address that it names is the client's`() {
    let client = proxies?.client(
      peer: "10.0.0.1", forwardedFor: ["203.0.113.5, 198.51.100.1"])
    #expect(client == "198.51.100.1")
  }

  @Test func `other trusted proxies on the way are passed over, in however many headers`() {
    let client = proxies?.client(
      peer: "2001:db8:0::1", forwardedFor: ["203.0.113.5,198.51.100.1", " 10.0.0.2 "])
    #expect(client == "198.51.100.1")
  }

  @Test(arguments: [[], [""], ["unknown"], ["198.51.100.1, nonsense"], ["10.0.0.2"]])
  func `without a usable address it is the proxy's own`(_ headers: [String]) {
    #expect(proxies?.client(peer: "10.0.0.1", forwardedFor: headers) == "10.0.0.1")
  }

  @Test func `a name is no address of a proxy`() {
    #expect(TrustedProxies(addresses: ["proxy.example.com"]) == nil)
  }
}
