import Scheduling
import Testing

@Suite("Scheduling: shown texts", .timeLimit(.minutes(5))) struct ShownTextTests {
  @Test(
    "what cannot be seen is escaped, everything else stays",
    arguments: [
      ("Ben Carter", "Ben Carter"),
      ("Ana López ❤️", "Ana López ❤️"),
      ("a\tb\nc\rd", #"a\tb\nc\rd"#),
      ("\u{1B}[31mred\u{7}", #"\u{1B}[31mred\u{7}"#),
      ("ben\u{200B}@example.com", #"ben\u{200B}@example.com"#),
      ("\u{FEFF}Agent\u{A0}Email", #"\u{FEFF}Agent\u{A0}Email"#),
      ("\u{202E}evil", #"\u{202E}evil"#),
      ("C:\\temp", "C:\\temp"),
    ])
  func escapes(text: String, shown: String) {
    #expect(ShownText.escaped(text) == shown)
    #expect(ShownText.quoted(text) == "\"\(shown)\"")
  }

  @Test("long text is cut to the limit, never within an escape") func cuts() {
    #expect(ShownText.escaped("12345", limit: 5) == "12345")
    #expect(ShownText.escaped("123456", limit: 5) == "1234…")
    #expect(ShownText.escaped("123\u{200B}6", limit: 5) == "123…")
    #expect(ShownText.escaped(String(repeating: "x", count: 61)).count == 60)
    #expect(ShownText.escaped(String(repeating: "x", count: 60)).last == "x")
  }
}
