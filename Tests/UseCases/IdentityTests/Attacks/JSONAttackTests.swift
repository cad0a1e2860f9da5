import Identity
import Testing
import WireText

@Suite("The JSON of a token's header and claims", .timeLimit(.minutes(5)))
struct JSONAttackTests {
  private static let header = Array(Members.header(.ec).text.utf8)
  private static let claims = Array(Members.claims.text.utf8)

  /// The faults of a token with these bytes as its header, and as its claims.
  private func faults(_ bytes: [UInt8]) async throws -> [TokenFault?] {
    let gate = try await Gate()
    return [
      await gate.fault(try Compact.token(header: bytes, claims: Self.claims, key: .ec)),
      await gate.fault(try Compact.token(header: Self.header, claims: bytes, key: .ec)),
    ]
  }

  /// An object that is valid as a header and as claims, with the given members added.
  private static func both(_ more: String) -> [UInt8] {
    Array(Members.claims.adding("alg", #""ES256""#).text.dropLast().utf8) + Array((more + "}").utf8)
  }

  private static let malformed: [TokenFault?] = [.headerMalformed, .claimsMalformed]

  @Test func `an object that is sound as both is accepted as both`() async throws {
    #expect(try await faults(Self.both("")) == [nil, nil])
    #expect(try await faults(Self.both(#","x":[{"y":[1,null,"é"]}]"#)) == [nil, nil])
  }

  @Test(arguments: [
    #","alg":"ES256""#, #","alg":"none""#, #","\u0061lg":"none""#, #","exp":9999999999"#,
    #","e\u0078p":1"#, #","account_id":"other""#, #","account\u005Fid":"other""#,
    #","x":1,"x":1"#, #","x":{"y":1,"y":1}"#, #","x":[{"y":1,"\u0079":2}]"#, #","":1,"":2"#,
    #","é":1,"\u00e9":2"#,
  ])
  func `a member twice is rejected at every depth and in every spelling`(
    more: String
  ) async throws {
    #expect(try await faults(Self.both(more)) == Self.malformed)
  }

  @Test func `names that differ in bytes are different members`() async throws {
    let gate = try await Gate()
    // The names are canonically equivalent, so Swift's String treats them as equal.
    let claims = Members.claims.adding("clé", "1").adding("cle\u{301}", "2")
      .adding("EXP", "1").adding("Account_id", #""other""#)
    #expect(await gate.account(try Compact.token(claims: claims)) == "acme")
  }

  @Test(arguments: [9, 100, 2_000, 4_000])
  func `nesting is rejected from the ninth level on`(levels: Int) async throws {
    for (open, close) in [("[", "]"), (#"{"x":"#, "}")] {
      // The object itself counts as a level.
      let levels = min(levels, open == "[" ? levels : 1_000) - 1
      let value =
        String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels)
      #expect(try await faults(Self.both(#","x":"# + value)) == Self.malformed)
      #expect(
        try await faults(Self.both(#","x":"# + String(repeating: open, count: levels)))
          == Self.malformed)
    }
  }

  @Test func `eight levels are accepted`() async throws {
    for (open, close) in [("[", "]"), (#"{"x":"#, "}")] {
      let value = String(repeating: open, count: 7) + "1" + String(repeating: close, count: 7)
      #expect(try await faults(Self.both(#","x":"# + value)) == [nil, nil])
    }
  }

  @Test func `10,000 open levels are rejected, and the scanner survives a million`() async throws {
    for open in ["[", #"{"":"#] {
      let deep = Array(#"{"x":"#.utf8) + Array(String(repeating: open, count: 1_000_000).utf8)
      #expect(throws: JSONFault.tooDeep) { try JSONScanner.object(deep) }
    }
    let levels = String(repeating: "[", count: 10_000)
    #expect(try await faults(Self.both(#","x":"# + levels)) == Self.malformed)
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
      [0xED, 0xBF, 0xBF],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0x80],
      [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x99], [0xFE], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are rejected in names and values`(bytes: [UInt8]) async throws {
    let quote = [UInt8(ascii: "\"")]
    let start = Self.both("").dropLast() + Array(",".utf8)
    let value = start + Array("\"x\":".utf8) + quote + bytes + quote + [UInt8(ascii: "}")]
    let name = start + quote + bytes + quote + Array(":1}".utf8)
    #expect(try await faults(value) == Self.malformed)
    #expect(try await faults(name) == Self.malformed)
    #expect(try await faults(start + bytes + [UInt8(ascii: "}")]) == Self.malformed)
  }

  @Test func `a byte order mark and other encodings are rejected`() async throws {
    let text = Self.both("")
    #expect(try await faults([0xEF, 0xBB, 0xBF] + text) == Self.malformed)
    #expect(try await faults([0xFF, 0xFE] + text.flatMap { [$0, 0] }) == Self.malformed)
    #expect(try await faults([0xFE, 0xFF] + text.flatMap { [0, $0] }) == Self.malformed)
    #expect(try await faults(text.flatMap { [$0, 0] }) == Self.malformed)
    #expect(try await faults(text.flatMap { [0, $0] }) == Self.malformed)
    #expect(try await faults(text.flatMap { [0, 0, 0, $0] }) == Self.malformed)
  }

  @Test(arguments: [
    "x", "{}", ",", "}", "]", "\0", "\u{0B}", "\u{A0}", "\u{2028}", "//", "/**/", "#", "1", "\"\"",
    ";",
  ])
  func `anything but blanks after or before the object is rejected`(text: String) async throws {
    #expect(try await faults(Self.both("") + Array(text.utf8)) == Self.malformed)
    #expect(try await faults(Array(text.utf8) + Self.both("")) == Self.malformed)
  }

  @Test func `the blanks of RFC 8259 are accepted around the object`() async throws {
    let blanks = Array(" \t\r\n".utf8)
    #expect(try await faults(blanks + Self.both("") + blanks) == [nil, nil])
  }

  @Test(arguments: ["[]", "null", "true", "1", "\"x\"", "", " ", "[{}]"])
  func `values other than objects are rejected`(text: String) async throws {
    #expect(try await faults(Array(text.utf8)) == Self.malformed)
  }
}
