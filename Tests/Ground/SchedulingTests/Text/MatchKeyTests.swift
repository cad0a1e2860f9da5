import Scheduling
import Testing

@Suite("Scheduling: the key of a name", .timeLimit(.minutes(5)))
struct MatchKeyTests {
  /// Compares bytes, since Swift compares strings by canonical equivalence.
  private func bytes(_ text: String) -> [UInt8] { Array(MatchKey.key(of: text).utf8) }

  /// Letters whose composed form exists in lower case only. Composing before case folding would
  /// keep them separate.
  @Test(arguments: [
    ("H\u{331}", "\u{1E96}"), ("J\u{30C}", "\u{1F0}"), ("T\u{308}", "\u{1E97}"),
    ("W\u{30A}", "\u{1E98}"), ("Y\u{30A}", "\u{1E99}"),
  ])
  func `is composed after case folding`(text: String, key: String) {
    #expect(bytes(text) == Array(key.utf8))
    #expect(bytes(text) == bytes(key))
  }

  @Test(arguments: [
    ("\u{C9}", "e\u{301}"), ("E\u{301}", "\u{E9}"), ("\u{212B}", "a\u{30A}"),
    ("\u{1100}\u{1161}", "\u{AC00}"), ("\u{212A}elvin", "kelvin"), ("\u{2126}", "\u{3C9}"),
    ("A\u{30A}\u{323}", "a\u{323}\u{30A}"), ("\u{130}", "i\u{307}"),
  ])
  func `is equal for canonically equivalent texts`(one: String, other: String) {
    #expect(bytes(one) == bytes(other))
  }

  @Test(arguments: ["Ann", "H\u{331}", "\u{200B} Zoé\u{A0}", "ΣΑΣ", "\u{1E9E}", "\u{130}"])
  func `of a key is the key itself`(text: String) {
    #expect(bytes(MatchKey.key(of: text)) == bytes(text))
  }

  @Test func `differs for texts that only look alike or need full case folding`() {
    #expect(bytes("straße") != bytes("STRASSE"))
    #expect(bytes("ﬁ") != bytes("fi"))
    #expect(bytes("a b") != bytes("a\u{A0}b"))
    #expect(bytes("ς") != bytes("σ"))
  }

  @Test func `of ASCII bytes is equal if it is folded in place`() {
    for text in ["Ann@Example.COM", " \t\n\u{B}\u{C}\r A b \r", "", " ", "@[`{AZaz", "\0A\u{7F}"] {
      var buffer = [UInt8](repeating: 0, count: 64)
      let length = buffer.withUnsafeMutableBufferPointer { buffer in
        Array(text.utf8).withUnsafeBufferPointer { MatchKey.fold($0, into: buffer) }
      }
      #expect(length.map { Array(buffer[..<$0]) } == bytes(text), "\(text)")
    }
  }
}
