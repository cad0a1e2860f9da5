import Scheduling
import Testing

@Suite("Scheduling: a form field's value", .timeLimit(.minutes(5))) struct TrimmingTests {
  @Test(
    "loses what nobody means at its ends",
    arguments: [
      "UTC", " UTC", "UTC\n", "UTC\r\n", "\tUTC\t", "\u{FEFF}UTC", "UTC\u{200B}",
      "\u{A0}UTC\u{3000}",
      "\"UTC\"", "'UTC'", "“UTC”", "„UTC“", " \"UTC \"\r\n", "\"'UTC'\"", "`UTC`", "UTC\u{202E}",
    ])
  func trims(text: String) {
    #expect(text.trimmingUnmeant == "UTC")
  }

  @Test(
    "keeps everything else",
    arguments: [
      "", "'tis.csv", "a\".csv", "America/New\u{200B}_York", "a b", "\"UTC'", "\"", "UTC\0", "👩‍👩‍👧",
    ])
  func keeps(text: String) {
    #expect(text.trimmingUnmeant == text)
  }

  @Test func `is absent if nothing remains after trimming`() {
    for text in [" \n", "\u{FEFF}", "\"\"", "\" ' ' \""] { #expect(text.trimmingUnmeant == "") }
  }
}
