import Foundation
import Reports
import Scheduling
import Testing

@Suite("Links to error reports", .timeLimit(.minutes(5)))
struct ReportLinkTests {
  /// All of ASCII without controls, and some other characters.
  static let accounts =
    (0x20...0x7E).map { String(UnicodeScalar(UInt8($0))) } + [
      "acme", "a b", "a+b", "a%20b", "%", "%%", "%2F", "&", "a&expires=1", "a=b", "a#b", "a?b",
      "../..", "a;b",
      "Zoë & Söhne", "e\u{301}", "\u{E9}", "日本", "🙂", "\u{200B}", "\u{FEFF}", "\u{2028}",
      "\u{FFFD}",
      "acme\n", "\n1\nacme", "\0", "", String(repeating: "é", count: 64), "<script>", "'--", "~-._",
      "a/b",
    ]

  /// RFC 3986 section 2.1. Foundation's decoding drops a byte order mark.
  private static func percentDecoded(_ text: String) -> [UInt8] {
    let parts = text.split(separator: "%", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(into: Array((parts.first ?? "").utf8)) { bytes, part in
      if let byte = UInt8(part.prefix(2), radix: 16) { bytes.append(byte) }
      bytes += part.dropFirst(2).utf8
    }
  }

  @Test func `are valid for 600 s, including the last second`() {
    #expect(ReportLinkSigner.lifetime == 600)
    let link = Link()
    #expect(link.fault(link.target, now: Link.now) == nil)
    #expect(link.fault(link.target, now: Link.now + 599) == nil)
    #expect(link.fault(link.target, now: Link.now + 600) == .expired)
    #expect(link.fault(link.target, now: Link.now + 601) == .expired)
    #expect(link.fault(link.target, now: .max) == .expired)
  }

  @Test func `of a report in the database begin with the server's address and end in 600 s`()
    throws
  {
    let links = ReportLinks(signer: Link.signer, objects: nil)
    let id = UUID()
    let url = try links.url(
      of: nil, account: "acme", importID: id, baseURL: "https://wfm.example.com", now: Link.now)
    let target = Link.signer.target(account: "acme", importID: id, expires: Link.now + 600)
    #expect(url == "https://wfm.example.com\(target)")
  }

  @Test func `of a report in an object store are not created without an object store`() {
    let links = ReportLinks(signer: Link.signer, objects: nil)
    #expect(throws: ReportLinks.NoObjectStore.self) {
      try links.url(
        of: ReportObject(bucket: "b", key: "k"), account: "acme", importID: UUID(),
        baseURL: "https://wfm.example.com", now: Link.now)
    }
  }

  @Test func `that are expired and forged are invalid, not expired`() {
    let link = Link()
    let forged = String(link.target.dropLast()) + (link.target.hasSuffix("0") ? "1" : "0")
    #expect(link.fault(forged, now: link.expires) == .invalid)
  }

  @Test(arguments: accounts)
  func `for an account of any characters are valid, and read back to that account`(
    account: String
  ) throws {
    let link = Link(account: AccountName(stored: account))
    #expect(link.fault(link.target) == nil)
    let url = try #require(URLComponents(string: "http://wfm.example" + link.target))
    let read = url.percentEncodedQueryItems?.first { $0.name == "account" }?.value
    #expect(Self.percentDecoded(try #require(read)) == Array(account.utf8))
    #expect(
      url.path
        == "/v1/schedules/event-imports/\(link.importID.uuidString.lowercased())/error-report")
    #expect(url.queryItems?.map(\.name) == ["account", "expires", "signature"])
    #expect(link.target.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0 != "\"" })
  }

  @Test func `of two accounts, imports, times or keys differ, and none is valid for another`() {
    let link = Link(account: "a")
    var others = ["a ", "A", "b", "", "a\0", "aa"].map { account in
      var other = link
      other.account = AccountName(stored: account)
      return other
    }
    for seconds in [1, -1, 600] as [Int64] {
      var other = link
      other.expires += seconds
      others.append(other)
    }
    others.append(Link(account: "a", expires: link.expires))
    for other in others {
      #expect(other.fault(link.target) == .invalid)
      #expect(link.fault(other.target) == .invalid)
      // The signature of the other link instead of its own.
      let stolen = link.target.dropLast(64) + other.target.suffix(64)
      #expect(link.fault(String(stolen)) == .invalid)
    }
  }

  @Test func `of canonically equivalent accounts are different`() {
    let one = Link(account: "cl\u{E9}")
    var other = one
    other.account = "cle\u{301}"
    #expect(one.account == other.account)
    #expect(one.target != other.target)
    #expect(one.fault(other.target) == .invalid)
    #expect(other.fault(one.target) == .invalid)
  }

  @Test func `of another key are invalid`() {
    let link = Link()
    for place in Link.key.indices {
      var key = Link.key
      key[place] ^= 1
      let other = ReportLinkSigner(key: key)
      #expect(link.fault(link.target, signer: other) == .invalid)
      let target = other.target(
        account: link.account, importID: link.importID, expires: link.expires)
      #expect(link.fault(target) == .invalid)
      #expect(link.fault(target, signer: other) == nil)
    }
    #expect(link.fault(link.target, signer: ReportLinkSigner(key: Link.key)) == nil)
  }

  @Test(arguments: [Int64.min, -1, 0, 1, 999, .max])
  func `of any time are read as they were signed`(expires: Int64) {
    let link = Link(expires: expires)
    #expect(link.fault(link.target, now: .min) == (expires == .min ? .expired : nil))
    #expect(link.target.contains("&expires=\(expires)&"))
  }
}
