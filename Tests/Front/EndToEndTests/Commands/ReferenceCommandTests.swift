import Foundation
import Testing

@Suite("The commands that load accounts", .timeLimit(.minutes(10)))
struct ReferenceCommandTests {
  @Test func `accounts are created once, and listed`() async throws {
    let installation = try await Installation()
    #expect(try await installation.run("accounts", "create", "acme").output == "acme: created\n")
    #expect(try await installation.run("accounts", "create", "acme").output == "acme: exists\n")
    let list = try await installation.run("accounts", "list").output.split(separator: "\n")
    #expect(list.count == 2)
    #expect(list.first?.hasPrefix("ACCOUNT  AGENTS  EVENT TYPES  CREATED") == true)
    #expect(list.last?.hasPrefix("acme     0       0            20") == true)
  }

  @Test(arguments: ["", "a\tb", String(repeating: "x", count: 129)])
  func `an ID that no token can name is rejected`(account: String) async throws {
    let ending = try await Installation().run("accounts", "create", account)
    #expect(ending.status != 0)
    #expect(ending.errors.contains("1 to 128 bytes and no control characters"))
  }

  @Test func `agents are created, updated or left unchanged, and counted`() async throws {
    let installation = try await Installation()
    _ = try await installation.run("accounts", "create", "acme")
    let first = try installation.file(
      "Agent Name,Agent Email,Active\nAnn,ann@example.com,yes\nBob,bob@example.com,true\n")
    let second = try installation.file(
      "Agent Name,Agent Email,Active\nAnn,ANN@example.com ,1\nBob,bob@example.com,no\n")
    for (file, counts) in [
      (first, "2 created, 0 updated, 0 unchanged"), (first, "0 created, 0 updated, 2 unchanged"),
      (second, "0 created, 2 updated, 0 unchanged"), (second, "0 created, 0 updated, 2 unchanged"),
    ] {
      let ending = try await installation.run("agents", "import", file, "--account", "acme")
      #expect(ending.output == "agents: \(counts), 0 rejected\n")
      #expect(ending.status == 0)
    }
  }

  @Test func `each wrong line of agents is reported, and all others are stored`() async throws {
    let installation = try await Installation()
    _ = try await installation.run("accounts", "create", "acme")
    let file = try installation.file(
      """
      Agent Name,Agent Email,Active
      Ann,ann@example.com,true
      Bob,,true
      ,cem@example.com,true

      Dan,dan@example.com,perhaps
      Eve,eve@example.com
      Ann Again,Ann@Example.com,true
      Fay,fay@example.com,false
      """)
    let ending = try await installation.run("agents", "import", file, "--account", "acme")
    #expect(ending.status == 1)
    #expect(ending.output == "agents: 2 created, 0 updated, 0 unchanged, 5 rejected\n")
    #expect(
      ending.errors == """
        line 3: Agent Email is empty.
        line 4: Agent Name is empty.
        line 6: Active is "perhaps". Write true, false, yes, no, 1 or 0.
        line 7: The line has 2 fields instead of 3.
        line 8: Duplicate of line 2, which is used. Remove one of the two.

        """)
  }

  @Test func `event types are created once; a missing account, header or file is reported`()
    async throws
  {
    let installation = try await Installation()
    _ = try await installation.run("accounts", "create", "acme")
    let file = try installation.file("Event Type Name\nShift\nBreak\nShift\n")
    for counts in ["2 created, 0 updated, 0 unchanged", "0 created, 0 updated, 2 unchanged"] {
      let ending = try await installation.run("event-types", "import", file, "--account", "acme")
      #expect(ending.output == "event types: \(counts), 1 rejected\n")
      #expect(
        ending.errors == "line 4: Duplicate of line 2, which is used. Remove one of the two.\n")
      #expect(ending.status == 1)
    }
    let headless = try installation.file("Shift\n")
    for (file, account, sentence) in [
      (file, "nobody", "Unknown account nobody. Create it: wfm accounts create nobody"),
      (
        headless, "acme",
        "The file has no header: line 1 is already a row, \"Shift\". Add the header above it. "
          + "The first line must be exactly: Event Type Name"
      ),
      ("/nonexistent", "acme", "Cannot read the file /nonexistent: "),
    ] {
      let ending = try await installation.run("event-types", "import", file, "--account", account)
      #expect(ending.status != 0)
      #expect(ending.errors.contains(sentence), "\(ending.errors)")
    }
  }

  @Test(arguments: [
    (["--account", "acme", "--scope", "wfm-public:sing"], "Unknown scope \"wfm-public:sing\"."),
    (["--account", "", "--scope", "wfm-public:read"], "An account ID has 1 to 128 bytes"),
    (["--account", "a", "--scope", "wfm-admin", "--lifetime", "0"], "The lifetime is 0 s"),
    (["--account", "a"], "--scope"),
  ])
  func `a token with wrong options is rejected`(
    arguments: [String], sentence: String
  ) async throws {
    let installation = try await Installation()
    let ending = try await Program.run(
      Places.wfm, ["token"] + arguments, environment: installation.environment)
    #expect(ending.status != 0)
    #expect(ending.output == "")
    #expect(ending.errors.contains(sentence), "\(ending.errors)")
  }
}
