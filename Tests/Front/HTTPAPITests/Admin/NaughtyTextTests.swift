import Foundation
import NIOHTTP1
import Postgres
import Scheduling
import TestInputs
import TestSupport
import Testing

@Suite(
  "Naughty strings over HTTP",
  .needs(.vectors(NaughtyStrings.vectors.folder)), .timeLimit(.minutes(5)))
struct NaughtyTextTests {
  /// The list and the cases that it lacks: NUL, only blanks, one byte too long, formulas.
  private static func texts() throws -> [String] {
    var seen: Set<[UInt8]> = []
    let others = [
      " \t ", "\u{0}", "a\u{0}b", String(repeating: "x", count: 320),
      String(repeating: "x", count: 321), String(repeating: "é", count: 161),
      "=HYPERLINK(\"http://example.com\")", "+1", "-1", "@SUM(A1)", "'; DROP TABLE agents; --",
      "../../etc/passwd", "..", ".", "%2e%2e%2f", "a/b\\c", "名前", "اسم", "नाम", "имя", "שם",
    ]
    return (try NaughtyStrings.all() + others).filter { seen.insert(Array($0.utf8)).inserted }
  }

  /// The stored form of the text; nil if it is rejected. `ReferenceTextTests` has the rule.
  private static func kept(_ text: String, as kind: ReferenceText.Kind = .name) -> String? {
    try? ReferenceText.checked(text, as: kind)
  }

  private static func isAccountID(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      && text.unicodeScalars.contains { !$0.properties.isWhitespace }
  }

  private static func json(_ members: [String: String]) throws -> AdminServer.Content {
    .json(String(decoding: try JSONEncoder().encode(members), as: UTF8.self))
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { "%" + (["", "0"][$0 < 16 ? 1 : 0]) + String($0, radix: 16) }.joined()
  }

  /// Sends each text as a member of a new resource. Reads it back from the response, by a request,
  /// and by SQL.
  private func keep(
    _ list: String, _ member: String, as kind: ReferenceText.Kind = .name, isUnique: Bool,
    on server: AdminServer,
    _ body: (Int, String) throws -> AdminServer.Content
  ) async throws {
    var kept: [[UInt8]] = []
    var keys: Set<String> = []
    for (number, text) in try Self.texts().enumerated() {
      let reply = try await server.admin(
        "POST", "accounts/acme/\(list)", try body(number, text))
      guard let text = Self.kept(text, as: kind) else {
        #expect(reply.status == 400 && reply.fields == [member], "\(text.debugDescription)")
        continue
      }
      guard !isUnique || keys.insert(MatchKey.key(of: text)).inserted else {
        #expect(reply.status == 409, "\(text.debugDescription)")
        continue
      }
      #expect(reply.status == 201, "\(text.debugDescription): \(reply.text)")
      kept.append(Array(text.utf8))
      let id = try #require(reply.number("id"))
      let again = try await server.admin("GET", "accounts/acme/\(list)/\(id)")
      for reply in [reply, again] {
        #expect(reply.string(member).map { Array($0.utf8) } == kept.last)
      }
    }
    #expect(kept.count > 470)
    let stored = try await server.texts("SELECT \(member) FROM \(list.replacing("-", with: "_"))")
    #expect(stored.count == kept.count && Set(stored) == Set(kept))
  }

  @Test func `are stored as agents' names`() async throws {
    try await AdminServer.run { server in
      _ = try await server.admin("POST", "accounts", .json(#"{"id":"acme"}"#))
      try await keep("agents", "name", isUnique: false, on: server) {
        try Self.json(["name": $1, "email": "\($0)@example.com"])
      }
    }
  }

  @Test func `are stored as agents' e-mail addresses`() async throws {
    try await AdminServer.run { server in
      _ = try await server.admin("POST", "accounts", .json(#"{"id":"acme"}"#))
      try await keep("agents", "email", as: .email, isUnique: true, on: server) {
        try Self.json(["name": "Ann \($0)", "email": $1])
      }
    }
  }

  @Test func `are stored as event types' names`() async throws {
    try await AdminServer.run { server in
      _ = try await server.admin("POST", "accounts", .json(#"{"id":"acme"}"#))
      try await keep("event-types", "name", isUnique: true, on: server) {
        try Self.json(["name": $1])
      }
    }
  }

  @Test func `are stored from the cells of a CSV file`() async throws {
    try await AdminServer.run { server in
      _ = try await server.admin("POST", "accounts", .json(#"{"id":"acme"}"#))
      let texts = try Self.texts()
      let rows = texts.enumerated().map { "\(NaughtyStrings.cell($1)),\($0)@example.com,true\n" }
      let reply = try await server.admin(
        "POST", "accounts/acme/agent-imports",
        .csv("Agent Name,Agent Email,Active\n" + rows.joined()))
      let names = texts.compactMap { Self.kept($0) }
      #expect(reply.number("created") == names.count, "\(reply.text)")
      #expect(reply.number("refused") == texts.count - names.count)
      let stored = try await server.texts("SELECT name FROM agents")
      #expect(Set(stored) == Set(names.map { Array($0.utf8) }))
      #expect(names.count > 470)
    }
  }

  @Test func `are stored as accounts' ids and as names of files`() async throws {
    try await AdminServer.run { server in
      for text in try Self.texts() {
        let made = try await server.admin("POST", "accounts", try Self.json(["id": text]))
        guard Self.isAccountID(text) else {
          #expect(made.status == 400 && made.fields == ["id"], "\(text.debugDescription)")
          continue
        }
        #expect(made.status == 201, "\(text.debugDescription): \(made.text)")
        let got = try await server.admin("GET", "accounts/\(Self.encoded(text))")
        #expect(got.status == 200)
        if text == "\u{FEFF}" { continue }  // as above, and in the names of its clients
        #expect(got.string("id").map { Array($0.utf8) } == Array(text.utf8))
        let token = try await server.token(of: try #require(AccountName(text)))
        let accepted = try await server.send(
          "POST", AdminServer.imports, .upload(fields: ["file_name": "\(text).csv"]), token: token)
        #expect(accepted.status == 202, "\(text.debugDescription): \(accepted.text)")
        let events = try await server.admin("GET", "audit?account=\(Self.encoded(text))")
        #expect(events.objects("events").first?["action"] as? String == "import.accept")
      }
      let valid = try Self.texts().filter(Self.isAccountID)
      #expect(valid.count > 450)
      #expect(
        try await server.texts("SELECT external_id FROM accounts ORDER BY account_id")
          == valid.map { Array($0.utf8) })
      #expect(
        try await server.texts("SELECT file_name FROM imports ORDER BY account_id")
          == valid.filter { $0 != "\u{FEFF}" }.map { Array("\($0).csv".trimmingUnmeant.utf8) })
    }
  }

  @Test func `that are too long or contain NUL are rejected as names of files`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let token = try await server.token(of: "acme")
      for text in ["a\u{0}b", String(repeating: "x", count: 1021)] {
        let reply = try await server.send(
          "POST", AdminServer.imports, .upload(fields: ["file_name": "\(text).csv"]), token: token)
        #expect(reply.status == 400 && reply.fields == ["file_name"])
      }
    }
  }

  private static let attacks = [
    "'; DROP TABLE accounts; --", "1' OR '1'='1", "\" OR 1=1 --", "1; SELECT pg_sleep(60)", "$1",
    "1) UNION SELECT client_id FROM clients --", "\\'; DELETE FROM audit_events; --",
  ]

  @Test(arguments: attacks)
  func `of SQL have no effect in any field`(attack: String) async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let token = try await server.token(of: "acme")
      let before = try await server.snapshot(of: "acme")
      let text = Self.encoded(attack)
      let change = AdminServer.Content.json(#"{"active":false}"#)
      for (method, path, content, status) in [
        ("GET", "accounts/\(text)", nil, 404), ("PATCH", "accounts/\(text)", change, 404),
        ("GET", "clients/\(text)", nil, 404), ("POST", "clients/\(text)/revoke", nil, 404),
        ("GET", "accounts/acme/clients/\(text)", nil, 404),
        ("PATCH", "accounts/acme/agents/\(text)", change, 404),
        ("PATCH", "accounts/acme/event-types/\(text)", change, 404),
        ("GET", "accounts?cursor=\(text)", nil, 400), ("GET", "accounts?limit=\(text)", nil, 400),
        ("GET", "audit?\(text)=1", nil, 400), ("GET", "audit?account=\(text)", nil, 404),
        (
          "POST", "accounts/\(text)/agent-imports", .csv("Agent Name,Agent Email,Active\n"), 404
        ),
      ] as [(String, String, AdminServer.Content?, Int)] {
        let reply = try await server.admin(method, path, content)
        #expect(reply.status == status, "\(method) \(path)")
      }
      #expect(
        try await server.send("GET", "\(AdminServer.imports)/\(text)", token: token).status == 404)
      #expect(try await server.send("GET", AdminServer.imports + "/x", token: attack).status == 401)
      let report = "error-report?account=\(text)&expires=9999999999&signature=\(text)"
      let id = UUID().uuidString.lowercased()
      #expect(try await server.send("GET", "\(AdminServer.imports)/\(id)/\(report)").status == 403)
      for field in ["time_zone", "date_format"] {
        let reply = try await server.send(
          "POST", AdminServer.imports, .upload(fields: [field: attack]), token: token)
        #expect(reply.status == 400 && reply.fields == [field])
      }
      #expect(try await server.snapshot(of: "acme") == before)
    }
  }
}

extension AdminServer.Content {
  /// A form that uploads a file without rows. Some fields may be replaced or added.
  fileprivate static func upload(fields: [String: String]) -> AdminServer.Content {
    let parts = [
      "file_name": "schedule.csv", "time_zone": "UTC",
      "csv_file": "Agent Name,Agent Email,Start Time,End Time,Event Type Name\n",
    ].merging(fields) { $1 }.map {
      "--=b=\r\nContent-Disposition: form-data; name=\"\($0.key)\"\r\n\r\n\($0.value)\r\n"
    }
    return AdminServer.Content(
      type: "multipart/form-data; boundary=\"=b=\"",
      bytes: Array("\(parts.joined())--=b=--\r\n".utf8))
  }
}

extension AdminServer {
  /// The texts that a query returns, as bytes, because String treats equivalent texts as equal.
  fileprivate func texts(_ sql: String) async throws -> [[UInt8]] {
    try await database.connection().run { connection in
      let statement = Statement<String>(sql) { (row) throws(PostgresError) in try row.next() }
      return try connection.query(statement).map { Array($0.utf8) }
    }
  }
}
