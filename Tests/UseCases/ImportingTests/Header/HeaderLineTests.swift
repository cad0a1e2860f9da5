import Importing
import Testing

@Suite("A file whose header is hard to find", .timeLimit(.minutes(5))) struct HeaderLineTests {
  private static let header = Diagnosed.header

  @Test(
    "has other separators",
    arguments: [
      (";", "semicolons"), ("\t", "tabs"), ("|", "pipes (|)"),
      ("，", "full-width commas (U+FF0C)"), ("^", "carets (^)"), (":", "colons"),
    ] as [(String, String)])
  func separators(separator: String, name: String) throws {
    let text = Self.header.replacing(",", with: separator)
    let shown = separator == "\t" ? "\(text.replacing("\t", with: "\\t").prefix(59))…" : text
    #expect(
      try Diagnosed.cause(of: "\u{FEFF}\(text)\r\nx\r\n")
        == "The columns of line 1 are separated by \(name): \"\(shown)\". "
        + "Separate the columns with commas in every line.")
  }

  @Test func `with other separators is told of its columns, too`() throws {
    let text = Self.header.replacing(",", with: ";")
    #expect(
      try Diagnosed.cause(of: "\(text);\n").hasSuffix(
        "in every line. Line 1 has 6 columns, but a schedule has exactly 5. "
          + "Column 6 has no title. Delete the extra comma from every line."))
    #expect(
      try Diagnosed.cause(of: "Ben;ben@example.com;08:00 1;16:00 1;Shift\n").hasSuffix(
        "in every line. The file has no header: line 1 is already a row, "
          + "\"Ben;ben@example.com;08:00 1;16:00 1;Shift\". Add the header above it."))
  }

  @Test("begins with a line for Excel", arguments: ["sep=,", "SEP=;", "sep=\t", "\"sep=,\""])
  func separatorLine(line: String) throws {
    let shown = line.replacing("\t", with: "\\t")
    #expect(
      try Diagnosed.cause(of: "\(line)\r\n\(Self.header)\r\n")
        == "Line 1 is \"\(shown)\", which only Excel understands. "
        + "Delete this line and separate the columns with commas.")
  }

  @Test(
    "has other line ends",
    arguments: [
      ("\r", "a carriage return (CR) alone"), ("\r\r\n", "a carriage return (CR) alone"),
      ("\u{85}", "a next line character (U+0085)"), ("\u{2028}", "a line separator (U+2028)"),
      ("\u{2029}", "a paragraph separator (U+2029)"), ("\u{B}", "a vertical tab (U+000B)"),
      ("\\n", "the characters \\n"), ("\\r\\n", "the characters \\r\\n"),
    ] as [(String, String)])
  func lineEnds(end: String, name: String) throws {
    let cause = try Diagnosed.cause(of: "\(Self.header)\(end)\(Diagnosed.row)\(end)")
    #expect(cause.hasPrefix("Lines end with \(name): line 1 is \"\(Self.header)"))
    #expect(cause.hasSuffix(". Save the file with CRLF or LF line endings."))
    let alone = try Diagnosed.cause(of: Self.header + end)
    #expect(alone.hasPrefix("Lines end with \(name): "))
  }

  static let titleLinesCases: [(String, Int, Int, String)] = [
    ("Plan June,,,,\n", 2, 1, "Plan June,,,,"),
    ("Plan June\r\n\r\nAll teams\r\n", 4, 1, "Plan June"),
    ("\n,,,,\nPlan\n", 4, 3, "Plan"), ("\"Plan\nJune\",\n\n", 4, 1, "\\\"Plan\\nJune\\\","),
    ("Agent Name:,Ben\n", 2, 1, "Agent Name:,Ben"),
    (String(repeating: "x\n", count: 19), 20, 1, "x"),
  ]

  @Test("has lines above its header", arguments: titleLinesCases)
  func titleLines(lines: String, number: Int, first: Int, shown: String) throws {
    let shown = shown.replacing("\\\"", with: "\"")
    #expect(
      try Diagnosed.cause(of: "\(lines)\(Self.header)\n\(Diagnosed.row)\n")
        == "The header is on line \(number), not at the beginning of the file. "
        + "Delete the lines above it, such as line \(first), \"\(shown)\".")
  }

  @Test(
    "has lines that are one quoted cell",
    arguments: [header, header.replacing("Agent Name", with: "\"\"Agent Name\"\"")])
  func quotedLines(text: String) throws {
    let cause = try Diagnosed.cause(of: "\"\(text)\"\r\n\"\(Diagnosed.row)\"\r\n")
    #expect(cause.hasPrefix("Line 1 is a single quoted cell: \"\"\(text.prefix(50))"))
    #expect(cause.hasSuffix(". Remove the quotes around each line."))
  }

  static let rowsCases: [(String, FileTemplate)] = [
    (Diagnosed.row, FileTemplate.schedule), ("Ann,ann@example.com,true", .agents),
    ("Shift", .eventTypes), ("Ann,08:00,,x,y", .schedule),
  ]

  @Test("has no header", arguments: rowsCases)
  func rows(row: String, template: FileTemplate) throws {
    let shown = row.count > 60 ? "\(row.prefix(59))…" : row
    #expect(
      try Diagnosed.cause(of: "\(row)\n\(row)\n", expecting: template)
        == "The file has no header: line 1 is already a row, \"\(shown)\". Add the header above it."
    )
  }

  @Test(
    "has other words",
    arguments: [
      "x", "Name,Email", "Name,E-Mail,Beginn,Ende,Art", String(repeating: "é", count: 60),
    ])
  func words(text: String) throws {
    #expect(
      try Diagnosed.cause(of: "\(text)\n\(text)\n")
        == "Line 1 is \"\(text)\", which contains none of the column titles.")
  }
}
