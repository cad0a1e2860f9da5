import Testing
import WireText

@Suite("Settings files", .timeLimit(.minutes(5)))
struct SettingsFileTests {
  @Test func `comments, blank lines and blanks around names and values are ignored`() throws {
    let text = "\u{FEFF}# A=1\n\n  B = two words \r\nC=\"q\"\nD=\nE=a=b\n#\u{301}F=1\n"
    #expect(
      try SettingsFile.variables(in: Array(text.utf8)) == [
        "B": "two words", "C": "\"q\"", "D": "", "E": "a=b",
      ])
  }

  @Test func `the last value of a name is used`() throws {
    #expect(try SettingsFile.variables(in: Array("A=1\nA=2".utf8)) == ["A": "2"])
  }

  @Test func `a line without a name or equals sign is rejected with its number`() {
    for (text, line) in [("A=1\nB\n", 2), ("=1", 1), ("\n\n =x", 3)] {
      #expect(throws: SettingsFile.Fault.wrongLine(line)) {
        try SettingsFile.variables(in: Array(text.utf8))
      }
    }
    #expect(throws: SettingsFile.Fault.notUTF8) {
      try SettingsFile.variables(in: [0x41, 0x3D, 0xFF])
    }
  }
}
