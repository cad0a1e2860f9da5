import HTTPFront
import HTTPTypes
import Testing

/// The forwarding fields of trusted proxies give the client's address and the server's URL.
@Suite("Trusted proxies", .timeLimit(.minutes(5)))
struct TrustedProxiesTests {
  private let proxies = TrustedProxies(
    addresses: ["10.0.0.1", "10.0.0.2", "2001:DB8::1", "172.16.0.0/12", "fd00::/10"])

  private func end(
    peer: String, for hops: [String] = [], proto: [String] = [], host: [String] = []
  ) throws -> TrustedProxies.ClientEnd? {
    var fields = HTTPFields()
    for (name, values) in [("For", hops), ("Proto", proto), ("Host", host)] {
      fields[values: try #require(HTTPField.Name("X-Forwarded-\(name)"))] = values
    }
    return proxies?.clientEnd(
      .init(client: IPAddress(peer), scheme: "http", authority: "direct"), fields: fields)
  }

  @Test func `the fields of an untrusted peer are ignored`() throws {
    for peer in ["192.0.2.1", "172.32.0.0", "172.15.255.255", "fd40::1"] {
      let end = try end(
        peer: peer, for: ["198.51.100.1"], proto: ["https"], host: ["evil.example"])
      #expect(end == .init(client: IPAddress(peer), scheme: "http", authority: "direct"))
    }
    let direct = TrustedProxies.ClientEnd(
      client: IPAddress("10.0.0.1"), scheme: "http", authority: "direct")
    let fields: HTTPFields = [try #require(HTTPField.Name("X-Forwarded-For")): "198.51.100.1"]
    #expect(TrustedProxies().clientEnd(direct, fields: fields) == direct)
  }

  @Test func `the last address that a proxy names is the client's`() throws {
    for peer in ["10.0.0.1", "172.31.255.255", "fd3f::1", "::ffff:10.0.0.1"] {
      #expect(
        try end(peer: peer, for: ["203.0.113.5, 198.51.100.1"])?.client == IPAddress("198.51.100.1")
      )
    }
  }

  @Test func `other trusted proxies in the list are skipped, even across several headers`() throws {
    let end = try end(
      peer: "2001:db8:0::1", for: ["203.0.113.5,198.51.100.1", " 10.0.0.2 "],
      proto: ["http, https", "http"], host: ["no.example, wfm.example", "inner"])
    #expect(
      end == .init(client: IPAddress("198.51.100.1"), scheme: "https", authority: "wfm.example"))
  }

  @Test(arguments: [[], [""], ["unknown"], ["198.51.100.1, nonsense"], ["10.0.0.2"]])
  func `without a usable address, the client's address is the proxy's`(_ hops: [String]) throws {
    #expect(try end(peer: "10.0.0.1", for: hops)?.client == IPAddress("10.0.0.1"))
  }

  @Test func `the nearest proxy gives the URL by which the client reached the server`() throws {
    let end = try end(
      peer: "10.0.0.1", for: ["198.51.100.1"], proto: ["HTTPS"], host: ["wfm.example:8443"])
    #expect(end?.scheme == "https")
    #expect(end?.authority == "wfm.example:8443")
  }

  @Test(arguments: [("javascript", "a/b"), ("", ""), ("https:", "a@b"), ("ftp", "a b")])
  func `a value that no URL can have is ignored`(proto: String, host: String) throws {
    let end = try end(peer: "10.0.0.1", for: ["198.51.100.1"], proto: [proto], host: [host])
    #expect(end == .init(client: IPAddress("198.51.100.1"), scheme: "http", authority: "direct"))
  }

  @Test(arguments: ["proxy.example.com", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "/8"])
  func `a text that is not an address or network is rejected`(_ text: String) {
    #expect(TrustedProxies(addresses: [text]) == nil)
  }
}
