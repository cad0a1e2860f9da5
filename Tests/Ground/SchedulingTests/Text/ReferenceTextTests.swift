import Scheduling
import Testing

@Suite("Scheduling: the rule for names and e-mails", .timeLimit(.minutes(5)))
struct ReferenceTextTests {
  private static let fault = { @Sendable (text: String, kind: ReferenceText.Kind) -> String? in
    do throws(ReferenceText.Fault) {
      _ = try ReferenceText.checked(text, as: kind)
      return nil
    } catch {
      return error.ending
    }
  }

  @Test(arguments: [
    "\u{FEFF}ben@example.com", "ben@example.com\u{200B}", "\u{A0}ben@example.com\u{A0}",
    "\u{202A}ben@example.com\u{202C}", "\r\n ben@example.com\t", "\u{200E}ben@example.com\u{2060}",
    "ben@example.com\u{3000}\u{AD}",
  ])
  func `trims unintended characters at the ends`(text: String) throws {
    #expect(try ReferenceText.checked(text, as: .email) == "ben@example.com")
    #expect(try ReferenceText.checked(text, as: .name) == "ben@example.com")
    #expect(try ReferenceText.checked(text, as: .identifier) == text)
    #expect(MatchKey.key(of: text.uppercased()) == "ben@example.com")
    #expect(!ReferenceText.isTrimmed(text) && ReferenceText.isTrimmed("ben@example.com"))
  }

  @Test(arguments: [
    "Ana López", "❤️", "👩‍👩‍👧", "می‌خواهم", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "Ben\u{A0}Carter", "O'Neill, \"Bo\" = x",
    "עבר\u{200F} (אנגלית)",
  ])
  func `keeps intended characters in names`(name: String) throws {
    #expect(try ReferenceText.checked(name) == name)
  }

  @Test(arguments: [
    ("Ben\u{1B}[31m Carter", #"has the control character U+001B: "Ben\u{1B}[31m Carter". "#),
    ("Ben\nCarter", #"has the control character U+000A: "Ben\nCarter". "#),
    ("Ben\u{9B}31m", #"has the control character U+009B: "Ben\u{9B}31m". "#),
    ("Ben \u{202E}retraC", #"has the invisible character U+202E: "Ben \u{202E}retraC". "#),
    ("Time\u{200B}Off", #"has the invisible character U+200B: "Time\u{200B}Off". "#),
    ("a\u{2028}b", #"has the invisible character U+2028: "a\u{2028}b". "#),
  ])
  func `rejects control and invisible characters, and shows them`(text: String, ending: String) {
    for kind in [ReferenceText.Kind.name, .email] {
      #expect(Self.fault(text, kind) == ending + "Remove it.")
    }
    #expect(Self.fault(text, .identifier) == nil)
  }

  @Test(arguments: ["ben\u{200D}@example.com", "ben\u{A0}c@example.com", "ben\u{200E}@example.com"])
  func `is stricter for e-mails than for names`(text: String) {
    #expect(Self.fault(text, .name) == nil)
    #expect(Self.fault(text, .email)?.hasSuffix("Remove it.") == true)
  }

  @Test(arguments: ["", " \t", "\u{FEFF}", "\u{200B}\u{A0}"])
  func `rejects a name without a visible character`(text: String) {
    #expect(Self.fault(text, .name) == "is empty.")
    #expect(MatchKey.key(of: text).isEmpty)
  }

  @Test func `limits the bytes of a text, and rejects NUL`() {
    #expect(Self.fault(String(repeating: "é", count: 160), .name) == nil)
    #expect(Self.fault(String(repeating: "é", count: 160) + " ", .name)?.contains("320") == true)
    #expect(Self.fault("a\0b", .name) == "has a NUL byte.")
  }

  @Test func `gives ASCII equal keys by bytes and by characters`() {
    let texts = (0..<128).map { String(Unicode.Scalar(UInt8($0))) }
    for text in texts.flatMap({ ["\($0)aB\($0)", $0] }) {
      let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 8)
      defer { buffer.deallocate() }
      let length = Array(text.utf8).withUnsafeBufferPointer { MatchKey.fold($0, into: buffer) }
      let key = length.map { String(decoding: buffer[..<$0], as: UTF8.self) }
      #expect(key == MatchKey.key(of: text))
    }
  }
}
