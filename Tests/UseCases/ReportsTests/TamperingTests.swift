import Foundation
import Reports
import Scheduling
import Testing

@Suite("A link that is changed", .timeLimit(.minutes(5)))
struct TamperingTests {
  private static let link = Link(account: "Zoë & Söhne")

  /// Checked with the original values, and with the values that a server reads from the changed
  /// link.
  private func expectInvalid(_ target: String) {
    #expect(Self.link.fault(target) == .invalid, "\(target)")
    #expect(Link.fault(readFrom: target) == .invalid, "\(target)")
  }

  @Test func `is accepted if nothing is changed`() {
    #expect(Self.link.fault(Self.link.target) == nil)
    #expect(Link.fault(readFrom: Self.link.target) == nil)
  }

  @Test func `in one character is invalid, at every place and for many others`() {
    let target = Array(Self.link.target)
    let others = Array("0123456789abcdefABCDEFxyz-_.~/?&=%+#;: \0é")
    for place in target.indices {
      for other in others where other != target[place] {
        var changed = target
        changed[place] = other
        expectInvalid(String(changed))
      }
    }
  }

  @Test func `in one bit is invalid, at every place`() {
    let target = Array(Self.link.target.utf8)
    for place in target.indices {
      for bit in 0..<7 {
        var changed = target
        changed[place] ^= 1 << bit
        expectInvalid(String(decoding: changed, as: UTF8.self))
      }
    }
  }

  @Test func `by one added or removed character is invalid, at every place`() {
    let target = Array(Self.link.target)
    for place in 0...target.count {
      for character in "0aF&=%/. \0" {
        var longer = target
        longer.insert(character, at: place)
        if longer != target { expectInvalid(String(longer)) }
      }
      guard place < target.count else { continue }
      var shorter = target
      shorter.remove(at: place)
      expectInvalid(String(shorter))
      expectInvalid(String(target.prefix(place)))
    }
  }

  @Test func `in the order or number of its parameters is invalid`() throws {
    let parts = Self.link.target.split(separator: "?").map(String.init)
    let path = parts[0]
    let query = parts[1].split(separator: "&").map(String.init)
    try #require(query.count == 3)
    let (account, expires, signature) = (query[0], query[1], query[2])
    for changed in [
      [account, signature, expires], [expires, account, signature], [expires, signature, account],
      [signature, account, expires], [signature, expires, account],
      [account, account, expires, signature], [account, expires, expires, signature],
      [account, expires, signature, signature], [account, expires, signature, "x=1"],
      ["x=1", account, expires, signature], [account, "", expires, signature],
      [account, expires, signature, ""], [account, expires], [account, signature],
      [expires, signature], [], [account, expires, "signature="], [account, expires, "signature"],
      [account, expires, signature, "account=other"],
      ["account=other", account, expires, signature],
      [account, expires, signature, "expires=9999999999"],
    ] {
      expectInvalid(path + "?" + changed.joined(separator: "&"))
    }
    expectInvalid(path)
    expectInvalid(path + "??" + parts[1])
    expectInvalid(path + "/?" + parts[1])
    expectInvalid("/" + path + "?" + parts[1])
    expectInvalid(Self.link.target + "#")
  }

  @Test func `in its spelling only is invalid`() {
    let link = Self.link
    let target = link.target
    let id = link.importID.uuidString
    for (part, spelling) in [
      (id.lowercased(), id), ("%20", "+"), ("%C3", "%c3"), ("Zo", "%5Ao"), ("Zo", "Z%6F"),
      ("%26", "%2526"),
      ("expires=", "expires=+"), ("expires=", "expires=0"), ("expires=", "e%78pires="),
      ("account=", "%61ccount="),
      ("signature=", "signature=%30"), ("/v1/", "/v1//"), ("/v1/", "/%761/"), ("/v1/", "/v1/./"),
      ("/v1/", "/wfm/aion/v1/"), ("&", "&amp;"), ("&", ";"), ("error-report", "error%2Dreport"),
      ("/v1/", "http://wfm.example/v1/"),
    ] {
      #expect(target.contains(part))
      expectInvalid(target.replacing(part, with: spelling, maxReplacements: 1))
    }
    let signature = target.suffix(64)
    #expect(signature.contains { $0.isLetter })
    expectInvalid(target.dropLast(64) + signature.uppercased())
  }
}
