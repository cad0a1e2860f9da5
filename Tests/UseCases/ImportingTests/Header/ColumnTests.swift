import Importing
import Testing

@Suite("A header with other columns", .timeLimit(.minutes(5))) struct ColumnTests {
  private static let header = Diagnosed.header

  static let countCases: [(String, String, String)] = [
    (
      "\(header),", "6 columns",
      "Column 6 has no title. Delete the extra comma from every line."
    ),
    (
      "\(header),,", "7 columns",
      "Column 6 has no title. Delete the extra comma from every line."
    ),
    ("\(header),Note", "6 columns", "Remove the column \"Note\"."),
    ("Team,\(header)", "6 columns", "Remove the column \"Team\"."),
    ("\(header),Agent Name", "6 columns", "Remove the column \"Agent Name\"."),
    ("Line,\(header)", "6 columns", "Remove the column \"Line\"."),
    (
      "\(header),Note,,Team", "8 columns",
      "Remove the columns \"Note\" and \"Team\". "
        + "Column 7 has no title. Delete the extra comma from every line."
    ),
    (
      "\(header),a,b,c,d,e,f", "11 columns",
      "Remove the columns \"a\", \"b\", \"c\", \"d\" and 2 more."
    ),
    (
      "Agent Name,Agent Email,Start Time,End Time", "4 columns",
      "Add the missing column \"Event Type Name\"."
    ),
    (
      "Agent Email,Start,End Time", "3 columns",
      "Column 2 of the header is \"Start\". Write \"Start Time\". "
        + "Add the missing columns \"Agent Name\" and \"Event Type Name\"."
    ),
    (
      "Agent Name", "1 column",
      "Add the missing columns \"Agent Email\", \"Start Time\", \"End Time\" and \"Event Type Name\"."
    ),
  ]

  @Test("has more or fewer", arguments: countCases)
  func count(header: String, count: String, fix: String) throws {
    #expect(
      try Diagnosed.cause(of: header + "\r\n")
        == "Line 1 has \(count), but a schedule has exactly 5. \(fix)")
  }

  @Test func `has them in another order`() throws {
    let header = "Agent Email,Agent Name,Start Time,End Time,Event Type Name"
    #expect(
      try Diagnosed.cause(of: header)
        == "The columns are in the wrong order: \"\(header)\". Put them in the order of the header."
    )
  }

  static let spellingCases: [(String, String)] = [
    ("Agent\u{A0}Email", #"Agent\u{A0}Email", with a no-break space (U+00A0)"#),
    ("\u{200B}Agent Email", #"\u{200B}Agent Email", with a zero width space (U+200B)"#),
    ("Agent\u{3000}Email", #"Agent\u{3000}Email", with an ideographic space (U+3000)"#),
    ("Agent\tEmail", #"Agent\tEmail", with a tab (U+0009)"#),
    ("\"Agent\nEmail\"", #"Agent\nEmail", with a line break (U+000A)"#),
    ("Agent Email\0", #"Agent Email\u{0}", with a NUL (U+0000)"#),
    ("Agent Em\u{430}il", "Agent Em\u{430}il\", with a cyrillic small letter a (U+0430)"),
    ("“Agent Email”", "“Agent Email”\", with a left double quotation mark (U+201C)"),
    (" Agent Email", " Agent Email\", with an extra space"),
    ("Agent  Email", "Agent  Email\", with an extra space"),
    ("AgentEmail", "AgentEmail\", without its space"),
    ("agent email", "agent email\", in a different letter case"),
    ("'Agent Email'", "'Agent Email'\", with a quotation mark"),
    ("\"Agent Email\"x", "\"Agent Email\"x\", with a quotation mark"),
    ("Agent_Email", "Agent_Email\""), ("Agent E-mail", "Agent E-mail\""),
    ("Agent Mail", "Agent Mail\""), ("Agnet Email", "Agnet Email\""), ("Email", "Email\""),
    ("Adresse", "Adresse\""),
  ]

  @Test("has one that is spelt another way", arguments: spellingCases)
  func spelling(cell: String, shown: String) throws {
    #expect(
      try Diagnosed.cause(of: Self.header.replacing("Agent Email", with: cell) + "\r\n")
        == "Column 2 of the header is \"\(shown). Write \"Agent Email\".")
  }

  @Test func `has a byte order mark too many, or one that was saved as text`() throws {
    #expect(
      try Diagnosed.cause(of: "\u{FEFF}\u{FEFF}\(Self.header)\n")
        == #"Column 1 of the header is "\u{FEFF}Agent Name", with a byte order mark (U+FEFF). "#
        + "Write \"Agent Name\".")
    #expect(
      try Diagnosed.cause(of: "ï»¿\(Self.header)\n")
        == "Column 1 of the header is \"ï»¿Agent Name\", with a byte order mark that was saved as "
        + "text. Write \"Agent Name\".")
  }

  @Test func `has many that are spelt another way`() throws {
    #expect(
      try Diagnosed.cause(of: Self.header.lowercased())
        == "Column 1 of the header is \"agent name\", in a different letter case. Write \"Agent Name\". "
        + "Column 2 of the header is \"agent email\", in a different letter case. Write \"Agent Email\". "
        + "3 more columns are misspelt.")
  }

  static let reportCases: [(String, String)] = [
    ("\u{FEFF}Line,\(header),Error Code,Error", "columns \"Line\", \"Error Code\" and \"Error\""),
    ("\(header),Error Code,Error", "columns \"Error Code\" and \"Error\""),
    ("\(header),Error", "column \"Error\""),
  ]

  @Test("is the error report's", arguments: reportCases)
  func report(header: String, columns: String) throws {
    let sentence =
      "The file is an error report. To upload its corrected rows, remove the \(columns)."
    #expect(try Diagnosed.cause(of: header + "\r\n2,\(Diagnosed.row),X,x\r\n") == sentence)
    let semicolons = header.replacing(",", with: ";")
    #expect(try Diagnosed.cause(of: semicolons).hasSuffix("in every line. \(sentence)"))
  }

  @Test func `is that of another kind of file`() throws {
    let templates = [FileTemplate.schedule, .agents, .eventTypes]
    for template in templates {
      for other in templates where other != template {
        #expect(
          try Diagnosed.cause(of: "\(other.header)\n", expecting: template)
            == "Line 1 is the header of \(other.noun), not of \(template.noun).")
      }
    }
  }

  static let otherKindsCases: [(FileTemplate, String, String)] = [
    (FileTemplate.agents, "Agent Name;Agent Email;Active", "separated by semicolons"),
    (.agents, "Agent Name,Agent Email", "Add the missing column \"Active\"."),
    (.agents, "Agent Name,Agent Email,Active,Team", "Remove the column \"Team\"."),
    (.agents, "Name,Email,Active", "Column 1 of the header is \"Name\". Write \"Agent Name\"."),
    (.agents, "Active,Agent Name,Agent Email", "The columns are in the wrong order"),
    (.agents, "Team list\nAgent Name,Agent Email,Active", "The header is on line 2"),
    (.eventTypes, "event type name", "in a different letter case"),
    (.eventTypes, "Event Type", "Column 1 of the header is \"Event Type\"."),
    (
      .eventTypes, "Event Type Name,",
      "Line 1 has 2 columns, but an event types file has exactly 1."
    ),
    (.eventTypes, "Types\nEvent Type Name\nShift", "The header is on line 2"),
    (.eventTypes, "Event Type Name\rShift\r", "Lines end with a carriage return (CR) alone"),
  ]

  @Test("is judged for every kind of file", arguments: otherKindsCases)
  func otherKinds(template: FileTemplate, text: String, part: String) throws {
    let cause = try Diagnosed.cause(of: text + "\n", expecting: template)
    #expect(cause.contains(part), "\(cause)")
  }
}
