import Importing
import Scheduling
import Testing

@Suite("A file of reference data", .timeLimit(.minutes(5)))
struct ReferenceFileTests {
  private static let header = "Agent Name,Agent Email,Active\n"

  @Test func `returns its agents`() throws {
    let file = try ReferenceFile<Agent>(
      csv: Array((Self.header + "Ann,ann@example.com,true\n\"B, ob\",bob@example.com, NO \n").utf8))
    #expect(
      file.entries == [
        Agent(name: "Ann", email: "ann@example.com", isActive: true),
        Agent(name: "B, ob", email: "bob@example.com", isActive: false),
      ])
    #expect(file.problems.isEmpty)
  }

  @Test func `names each bad line and keeps the others`() throws {
    let bytes =
      Array(
        (Self.header + ",a@example.com,true\nAnn,,true\nAnn,ann@example.com,maybe\n"
          + "Ann,ann@example.com,true\nAnna,ANN@example.com,true\nx\n\"a\"b,c@example.com,1\n").utf8
      )
      + [0xFF] + Array(",d@example.com,1\nN\0,e@example.com,1\n".utf8)
    let file = try ReferenceFile<Agent>(csv: bytes)
    #expect(file.entries == [Agent(name: "Ann", email: "ann@example.com", isActive: true)])
    #expect(file.problems.map(\.line) == [2, 3, 4, 6, 7, 8, 9, 10])
    #expect(
      file.problems.allSatisfy { $0.sentence.hasSuffix(".") })
    #expect(file.problems[3].sentence.contains("line 5"))
  }

  @Test func `stores no zero-width character, and shows a rejected one`() throws {
    let rows =
      "\u{FEFF}Ann\u{200B},\u{A0}ann@example.com\u{200B},true\n"
      + "Bob,b\u{200B}ob@example.com,true\nC\u{1B}[2Jem,cem@example.com,true\n"
    let file = try ReferenceFile<Agent>(csv: Array((Self.header + rows).utf8))
    #expect(file.entries == [Agent(name: "Ann", email: "ann@example.com", isActive: true)])
    #expect(
      file.problems.map(\.sentence) == [
        #"Agent Email has the invisible character U+200B: "b\u{200B}ob@example.com". Remove it."#,
        #"Agent Name has the control character U+001B: "C\u{1B}[2Jem". Remove it."#,
      ])
    let types = try ReferenceFile<EventType>(
      csv: Array("Event Type Name\nShift\u{FEFF}\nTime\u{200B}Off\nshift\n".utf8))
    #expect(types.entries == [EventType(name: "Shift")])
    #expect(types.problems.map(\.line) == [3, 4])
  }

  @Test(arguments: ["", "Agent Name,Agent Email\n", "agent name,Agent Email,Active\n"])
  func `with another header is rejected`(text: String) {
    #expect(throws: ReferenceFile<Agent>.WrongHeader.self) {
      try ReferenceFile<Agent>(csv: Array(text.utf8))
    }
  }

  @Test func `has at most 100,000 entries`() throws {
    let rows = (1...mostReferenceEntries).map { "A,\($0),true\n" }.joined()
    let file = Array((Self.header + rows).utf8)
    #expect(try ReferenceFile<Agent>(csv: file).entries.count == 100_000)
    #expect(throws: ReferenceFile<Agent>.TooManyEntries.self) {
      try ReferenceFile<Agent>(csv: file + Array("A,0,true\n".utf8))
    }
  }

  @Test func `returns its event types, each once`() throws {
    let file = try ReferenceFile<EventType>(
      csv: Array("Event Type Name\nShift\nshift \nBreak\n".utf8))
    #expect(file.entries == [EventType(name: "Shift"), EventType(name: "Break")])
    #expect(file.problems.map(\.line) == [3])
  }

  /// Half of the lines are entries, the others repeat the first one.
  @Test func `has at most 100,000 lines, bad ones included`() throws {
    let names = (0..<mostReferenceEntries / 2).map { "Type \($0)\n" }
    let text =
      "Event Type Name\n" + names.joined()
      + String(repeating: names[0], count: mostReferenceEntries / 2)
    let file = try ReferenceFile<EventType>(csv: Array(text.utf8))
    #expect(file.entries.count == mostReferenceEntries / 2)
    #expect(file.problems.count == mostReferenceEntries / 2)
    #expect(throws: ReferenceFile<EventType>.TooManyEntries.self) {
      try ReferenceFile<EventType>(csv: Array((text + names[0]).utf8))
    }
  }
}
