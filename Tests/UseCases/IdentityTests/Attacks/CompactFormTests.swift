import Foundation
import Identity
import Testing

@Suite("The compact form of a token", .timeLimit(.minutes(5)))
struct CompactFormTests {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

  /// A token whose segments have all possible lengths modulo 4.
  private static func tokens() throws -> [String] {
    try (0..<3).map { count in
      let header = Members.header(.ec).adding(
        "x", "\"" + String(repeating: "x", count: count) + "\"")
      let claims = Members.claims.adding(
        "x", "\"" + String(repeating: "x", count: count + 1) + "\"")
      return try Compact.token(header: header, claims: claims)
    }
  }

  @Test func `padding, blanks and characters of plain base64 are rejected in every segment`()
    async throws
  {
    let gate = try await Gate()
    for token in try Self.tokens() {
      #expect(await gate.fault(token) == nil)
      for place in 0..<3 {
        for (before, after) in [
          ("", "="), ("", "=="), ("", "==="), ("", " "), (" ", ""), ("", "\n"), ("", "\r\n"),
          ("\t", ""), ("", "\0"), ("", "+"), ("", "/"), ("", "%3D"), ("", "A"), ("\u{FEFF}", ""),
          ("", "é"), ("", "🙂"), ("", ","), ("", ":"),
        ] {
          var segments = Compact.segments(token)
          segments[place] = before + segments[place] + after
          let changed = segments.joined(separator: ".")
          // "A" can be a valid extra character of base64url. Then the signature is wrong.
          let fault = await gate.fault(changed)
          #expect(
            fault == .notCompact || after == "A" && fault != nil, "\(place) \(before)\(after)")
        }
      }
    }
  }

  /// RFC 4648 section 3.5: the last character of a segment can have bits that belong to no byte.
  @Test func `every other last character of a segment is rejected`() async throws {
    let gate = try await Gate()
    for token in try Self.tokens() {
      var respelled = 0
      for place in 0..<3 {
        let segments = Compact.segments(token)
        for character in Self.alphabet where character != segments[place].last {
          var changed = segments
          changed[place] = segments[place].dropLast() + String(character)
          let isSameBytes =
            bytes(base64URL: changed[place]) == bytes(base64URL: segments[place])
          let fault = await gate.fault(changed.joined(separator: "."))
          #expect(fault != nil)
          if isSameBytes {
            respelled += 1
            #expect(fault == .notCompact)
          }
        }
      }
      #expect(respelled >= 15, "64 bytes of signature leave 4 bits over")
    }
  }

  @Test func `a token with a blank, a line feed or text around it is rejected`() async throws {
    let gate = try await Gate()
    let token = try Compact.token()
    for text in [
      " " + token, token + " ", token + "\n", "\n" + token, token + "\r\n", "\"" + token + "\"",
      token + "," + token, token + " " + token, "Bearer " + token, token + ";", token + "\0",
      "\u{FEFF}" + token,
    ] {
      #expect(await gate.fault(text) == .notCompact)
    }
  }

  @Test func `a number of segments other than three is rejected`() async throws {
    let gate = try await Gate()
    let token = try Compact.token()
    let parts = Compact.segments(token)
    for text in [
      "", ".", "...", "....", parts[0], "\(parts[0]).\(parts[1])", token + ".", "." + token,
      token + "." + parts[2], token + "..", "\(parts[0])..\(parts[1]).\(parts[2])",
      token + "." + token,
    ] {
      #expect(await gate.fault(text) == .notCompact)
    }
  }

  @Test func `empty segments are rejected`() async throws {
    let gate = try await Gate()
    let parts = Compact.segments(try Compact.token())
    for (text, fault) in [
      ("..", TokenFault.headerMalformed), (".\(parts[1]).\(parts[2])", .headerMalformed),
      ("\(parts[0])..\(parts[2])", .signatureInvalid),
      ("\(parts[0]).\(parts[1]).", .signatureInvalid),
      ("\(parts[0])..", .signatureInvalid), ("..\(parts[2])", .headerMalformed),
    ] {
      #expect(await gate.fault(text) == fault)
    }
    let emptyClaims = try Compact.token(
      header: Array(Members.header(.ec).text.utf8), claims: [], key: .ec)
    #expect(await gate.fault(emptyClaims) == .claimsMalformed)
  }

  @Test func `the JSON serialisations are rejected`() async throws {
    let gate = try await Gate()
    let parts = Compact.segments(try Compact.token())
    let flat =
      #"{"protected":"\#(parts[0])","payload":"\#(parts[1])","signature":"\#(parts[2])"}"#
    let general =
      #"{"payload":"\#(parts[1])","signatures":[{"protected":"\#(parts[0])","#
      + #""signature":"\#(parts[2])"}]}"#
    for text in [flat, general, base64URL(flat.utf8), base64URL(general.utf8)] {
      #expect(await gate.fault(text) == .notCompact)
    }
  }

  @Test func `a nested and an encrypted token are rejected`() async throws {
    let gate = try await Gate()
    let inner = try Compact.token()
    let header = Members.header(.ec).adding("cty", #""JWT""#)
    let nested = try Compact.token(
      header: Array(header.text.utf8), claims: Array(inner.utf8), key: .ec)
    #expect(await gate.fault(nested) == .claimsMalformed)
    #expect(
      await gate.fault(base64URL(#"{"alg":"dir","enc":"A256GCM"}"#.utf8) + "..a.b.c") == .notCompact
    )
  }

  @Test func `a segment of another valid token makes it invalid`() async throws {
    let gate = try await Gate()
    let one = Compact.segments(try Compact.token())
    let two = Compact.segments(
      try Compact.token(
        header: .header(.ec).adding("typ", #""JWT""#),
        claims: .claims.with("account_id", #""other""#)))
    for text in [one, two].map({ $0.joined(separator: ".") }) {
      #expect(await gate.fault(text) == nil)
    }
    for choice in 1..<7 {
      let mixed = (0..<3).map { choice >> $0 & 1 == 1 ? one[$0] : two[$0] }
      #expect(await gate.fault(mixed.joined(separator: ".")) == .signatureInvalid)
    }
  }

  @Test func `a token has at most 16 KiB`() async throws {
    let gate = try await Gate()
    let limit = CompactToken.longest
    #expect(limit == 16_384)
    // Claims of 3 more bytes have 4 more characters. The signature has 86, the header 20.
    var last = 0
    for count in 12_100..<12_300 {
      let claims = Members.claims.adding("x", "\"" + String(repeating: "x", count: count) + "\"")
      let token = try Compact.token(claims: claims)
      let fits = token.utf8.count <= limit
      #expect(await gate.fault(token) == (fits ? nil : .tooLong), "\(token.utf8.count) bytes")
      if fits { last = token.utf8.count }
    }
    #expect((limit - 2...limit).contains(last))
  }

  @Test func `a token of 1 MB is rejected, with any contents`() async throws {
    let gate = try await Gate()
    for unit in ["a", ".", "A.", "=", "\0", "🙂"] {
      let text = String(repeating: unit, count: 1_000_000 / unit.utf8.count)
      #expect(await gate.fault(text) == .tooLong)
    }
    let claims = Members.claims.adding("x", "\"" + String(repeating: "x", count: 750_000) + "\"")
    #expect(await gate.fault(try Compact.token(claims: claims)) == .tooLong)
  }
}
