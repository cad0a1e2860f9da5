import Importing
import Scheduling
import Testing

@Suite("A name that an account does not have", .timeLimit(.minutes(5)))
struct UnknownNameTests {
  private func error(
    email: String = "ben.carter@example.com", type: String = "Shift"
  ) throws
    -> String
  {
    try MemoryImport(row("08:00 2026-06-01", email: email, type: type)).error
  }

  @Test(arguments: [
    ("ben.cartr@example.com", "ben.carter@example.com"),
    ("BEN.CATRER@example.com", "ben.carter@example.com"),
    ("ben.carter@exmaple.com", "ben.carter@example.com"),
    ("ben.carter@example.co", "ben.carter@example.com"),
    ("ana,lopez@example.com", "ana.lopez@example.com"), ("zoe@example.com", "zoé@example.com"),
  ])
  func `is shown beside the most similar e-mail`(email: String, nearest: String) throws {
    #expect(
      try error(email: "\"\(email)\"")
        == "The account has no agent with the Agent Email \"\(email)\". Did you mean \"\(nearest)\"?"
    )
  }

  @Test(arguments: [
    ("Shfit", "shift"), ("Brake", "break"), ("Time-Off", "time off"), ("lunch break", nil),
    ("Vacation", nil), ("x", nil), ("Shi\u{200B}ft", "shift"),
  ])
  func `is shown beside the most similar event type, if one is similar`(
    type: String, nearest: String?
  ) throws {
    let error = try error(type: type)
    let shown = type.replacing("\u{200B}", with: "\\u{200B}")
    #expect(
      error.hasPrefix("The account has no event type with the Event Type Name \"\(shown)\". "))
    #expect(
      error.hasSuffix(
        nearest.map { "Did you mean \"\($0)\"?" }
          ?? "Correct it, or ask an administrator to add the event type."), "\(error)")
  }

  @Test(arguments: [
    "'ben.carter@example.com", "' ben.carter@example.com", " 'BEN.carter@example.com",
    "ben.carter@example.com\u{200B}", "\u{FEFF}ben.carter@example.com\u{A0}",
    "'\u{200B}ben.carter@example.com", "\u{202A}ben.carter@example.com\u{202C}",
  ])
  func `is known without the report's apostrophe and invisible characters at its ends`(
    email: String
  ) throws {
    let read = try MemoryImport(row("08:00 2026-06-01", email: email, type: "'Shift\u{200B}"))
    #expect(read.events.count == 1, "\(read.rejected)")
  }

  @Test func `that begins with an apostrophe is matched with it first`() throws {
    let file = Array((ScheduleAccount.header + row("08:00 2026-06-01", email: "'a@b.c")).utf8)
    let both = try MemoryImport(file: file, of: MemoryAccount(emails: ["a@b.c", "'a@b.c"]))
    #expect(both.events.map(\.agent) == [AgentID(1)])
  }

  @Test func `suggests the first of two equally similar names`() throws {
    let account = MemoryAccount(emails: ["ben@a.example"], eventTypes: ["Shift A", "Shift B"])
    let read = try MemoryImport(
      row("08:00 2026-06-01", email: "ben@a.example", type: "Shift C"), of: account)
    #expect(read.error.hasSuffix("Did you mean \"shift a\"?"), "\(read.error)")
  }

  @Test func `does not suggest an agent who is not active`() throws {
    let read = try MemoryImport(
      row("08:00 2026-06-01", email: "zedd@example.com"), of: .stored)
    #expect(read.codes == ["AGENT_UNKNOWN"])
    #expect(!read.error.contains("Did you mean"), "\(read.error)")
  }

  @Test(arguments: ["\u{A0}", "\u{200B}"]) func `of unseen characters is empty`(
    cell: String
  ) throws {
    let read = try MemoryImport(row("08:00 2026-06-01", email: cell, type: cell))
    #expect(read.codes == ["AGENT_EMAIL_EMPTY", "EVENT_TYPE_EMPTY"])
  }

  @Test func `is explained for the first 100 different ones of a file, as often as they occur`()
    throws
  {
    let rows = (0..<150).map { row("08:00 2026-06-01", email: "nobody\($0)@example.org") }
    let read = try MemoryImport((rows + rows).joined())
    let explained = read.rejected.map { $0.error.contains("@example.org\"") }
    let once = (0..<150).map { $0 < 100 }
    #expect(explained == once + once)
    #expect(
      read.rejected[120].error == "The account has no agent with this Agent Email. Correct it.")
  }

  /// 100 names and 100,000 agents would be ten million comparisons.
  @Test func `is compared a bounded number of times`() throws {
    let account = MemoryAccount(
      emails: (0..<100_000).map { "agent.number.\($0)@example.com" })
    let rows = (0..<100).map { row("08:00 2026-06-01", email: "agemt.nunber.\($0)@example.com") }
    let file = Array((ScheduleAccount.header + rows.joined()).utf8)
    let clock = ContinuousClock()
    var read: MemoryImport?
    let duration = try clock.measure { read = try MemoryImport(file: file, of: account) }
    let errors = try #require(read).rejected.map(\.error)
    #expect(errors[0].contains("Did you mean \"agent.number.0@example.com\"?"))
    #expect(errors[99].contains("Correct it, or ask an administrator to add the agent."))
    #expect(duration < .seconds(10))
  }
}
