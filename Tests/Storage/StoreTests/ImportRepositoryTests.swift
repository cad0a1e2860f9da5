import Foundation
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

@Suite("Store: an upload in the database", .timeLimit(.minutes(5)))
struct ImportRepositoryTests {
  @Test func `is accepted with its file in pieces, and is in progress`() async throws {
    let store = try await StoredImport()
    let pieces = [[UInt8](repeating: 7, count: 262_144), [0, 255], []]
    let candidate = try await store.accept(pieces: pieces)
    #expect(candidate.account == store.account)
    let read = try await store.connection.run { connection in
      var pieces: [[UInt8]] = []
      try connection.withOpenPipeline { pipeline in
        try ImportQueue.forEachPiece(of: candidate, in: &pipeline) { bytes, _ in
          pieces.append([UInt8](bytes))
        }
      }
      return pieces
    }
    #expect(read == pieces)
    let outcome = try await store.outcome(of: candidate.importID)
    #expect(outcome.status == .processing)
    #expect(outcome.counts == nil)
    #expect(outcome.failureReason == nil)
  }

  @Test func `is rejected if another is in progress, and leaves nothing behind`() async throws {
    let store = try await StoredImport()
    _ = try await store.accept()
    let id = UUID()
    let acceptance = try await store.connection.run {
      try ImportRepository.accept(StoredImport.upload(id), account: "acme", on: $0)
    }
    guard case .busy = acceptance else {
      Issue.record("\(acceptance)")
      return
    }
    #expect(try await store.count("imports") == 1)
    #expect(try await store.count("uploaded_file_chunks") == 1)
    let standings = try await store.connection.run {
      try ImportRepository.standings(of: [.init(id: id, account: "acme")], on: $0)
    }
    #expect(standings.map(\.?.status) == [nil])
  }

  @Test func `is not accepted if its commit fails`() async throws {
    let store = try await StoredImport()
    try await store.script(
      """
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE lock_not_available; END $$;
      CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON imports DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse();
      """)
    let error = await #expect(throws: PostgresError.self) {
      try await store.connection.run {
        try ImportRepository.accept(StoredImport.upload(), account: "acme", on: $0)
      }
    }
    #expect(error?.isTransient == true)
    #expect(try await store.count("imports") == 0)
  }

  @Test func `of an unknown account is rejected, and leaves nothing behind`() async throws {
    let store = try await StoredImport()
    let acceptance = try await store.connection.run {
      try ImportRepository.accept(StoredImport.upload(), account: "other", on: $0)
    }
    guard case .unknownAccount = acceptance else {
      Issue.record("\(acceptance)")
      return
    }
    #expect(try await store.count("imports") == 0)
    #expect(try await store.count("uploaded_file_chunks") == 0)
  }

  @Test func `is known to its own account only`() async throws {
    let store = try await StoredImport()
    let candidate = try await store.accept()
    try await store.connection.run { connection in
      _ = try AccountRepository.create("other", on: connection)
      let names = ["other", "acme", ""].map {
        ImportName(id: candidate.importID, account: AccountName(stored: $0))
      }
      let statuses = try ImportRepository.standings(of: names, on: connection).map(\.?.status)
      #expect(statuses == [nil, .processing, nil])
      #expect(try ImportRepository.standings(of: [], on: connection).isEmpty)
    }
  }

  @Test func `wakes the listeners`() async throws {
    let store = try await StoredImport()
    let listener = store.database.connection()
    let isNew = try await listener.run { try $0.listen(to: ImportRepository.channel) }
    #expect(isNew)
    _ = try await store.accept()
    let woken = try await listener.run {
      try $0.waitForNotification(upTo: .seconds(60), interruption: Interruption())
    }
    #expect(woken)
  }
}

@Suite("Store: an error report in the database", .timeLimit(.minutes(5)))
struct ErrorReportRepositoryTests {
  @Test func `is read piece by piece, by its own account only`() async throws {
    let store = try await StoredImport()
    let id = try await store.accept().importID
    try await store.connection.run { connection in
      try connection.withOpenPipeline { pipeline in
        for (number, bytes) in [[UInt8](repeating: 1, count: 300_000), [2], [3]].enumerated() {
          try ErrorReportRepository.append(
            bytes, number: number, account: store.account, importID: id, in: &pipeline)
        }
      }
      func chunk(
        _ number: Int, account: AccountName = "acme", on connection: isolated PostgresConnection
      ) throws -> [UInt8]? {
        try ErrorReportRepository.piece(
          number, importID: id, account: account, on: connection)
      }
      #expect(try chunk(0, on: connection)?.count == 300_000)
      #expect(try chunk(2, on: connection) == [3])
      #expect(try chunk(3, on: connection) == nil)
      #expect(try chunk(-1, on: connection) == nil)
      #expect(try chunk(0, account: "other", on: connection) == nil)
    }
  }

  @Test func `is deleted with its import, like the file`() async throws {
    let store = try await StoredImport()
    let id = try await store.accept().importID
    try await store.connection.run { connection in
      try connection.withOpenPipeline { pipeline in
        try ErrorReportRepository.append(
          [1], number: 0, account: store.account, importID: id, in: &pipeline)
      }
    }
    try await store.script("DELETE FROM imports")
    #expect(try await store.count("error_report_chunks") == 0)
    #expect(try await store.count("uploaded_file_chunks") == 0)
  }
}
