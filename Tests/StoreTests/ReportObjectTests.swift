import Foundation
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

@Suite("An import whose report is an object")
struct ReportObjectTests {
  private let store: StoredImport

  init() async throws { store = try await StoredImport() }

  private func putBack(_ candidate: ImportQueue.Candidate) async throws -> Int? {
    try await store.connection.run { try ImportQueue.putBackForReport(candidate, on: $0) }
  }

  /// Seconds until the job is due.
  private static let pause = Statement<Int32>(
    "SELECT round(extract(epoch FROM run_after - now()))::integer FROM imports"
  ) { (row) throws(PostgresError) in try row.next() }

  @Test func `is put back for longer and longer, and no attempt is counted`() async throws {
    let candidate = try await store.accept()
    for (number, seconds) in [1, 2, 4, 8, 16, 32, 60, 60].enumerated() {
      try await store.connection.run { connection in
        _ = try ImportQueue.countAttempt(candidate, on: connection)
        // Of one transaction, so that now() stands still.
        try await connection.transaction { connection in
          #expect(
            try ImportQueue.putBackForReport(candidate, on: connection) == number + 1)
          #expect(try connection.first(Self.pause) == Int32(seconds))
          #expect(try ImportQueue.lock(candidate, on: connection)?.attempts == 0)
        }
      }
      #expect(try await store.candidates().isEmpty)
    }
    try await store.script("UPDATE imports SET run_after = run_after - interval '60 seconds'")
    #expect(try await store.candidates() == [candidate])
  }

  @Test func `is put back a thousand times, and no more when it is finished`() async throws {
    let candidate = try await store.accept()
    try await store.script("UPDATE imports SET report_faults = 1000")
    #expect(try await putBack(candidate) == 1001)
    try await store.connection.run {
      try ImportQueue.complete(candidate, counts: RowCounts(), on: $0)
    }
    #expect(try await putBack(candidate) == nil)
  }

  @Test func `knows where it is, for its own account`() async throws {
    let object = ReportObject(bucket: "wfm-reports", key: "error-reports/1/a.csv")
    let candidate = try await store.accept()
    try await store.connection.run { connection in
      func standing(_ account: String) throws -> ImportRepository.Standing? {
        try ImportRepository.standing(
          of: candidate.importID, accountExternalID: account, on: connection)
      }
      #expect(try standing("acme")?.reportObject == nil)
      try ImportQueue.complete(
        candidate, counts: RowCounts(rejected: 1), reportObject: object, on: connection)
      #expect(try standing("acme")?.status == .importedWithErrors)
      #expect(try standing("acme")?.reportObject == object)
      #expect(try standing("other") == nil)
    }
  }
}
