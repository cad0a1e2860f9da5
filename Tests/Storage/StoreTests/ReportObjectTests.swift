import Foundation
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

@Suite("Store: an import whose report is an object", .timeLimit(.minutes(5)))
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

  @Test func `is queued again with growing pauses, and no attempt is counted`() async throws {
    let candidate = try await store.accept()
    for (number, seconds) in [1, 2, 4, 8, 16, 32, 60, 60].enumerated() {
      let (count, pause, attempts) = try await store.connection.run { connection in
        _ = try ImportQueue.countAttempt(candidate, on: connection)
        // In one transaction, so that now() is constant.
        return try await connection.transaction { connection in
          let count = try ImportQueue.putBackForReport(candidate, on: connection)
          let pause = try connection.first(Self.pause)
          return (count, pause, try ImportQueue.lock(candidate, on: connection)?.attempts)
        }
      }
      #expect(count == number + 1)
      #expect(pause == Int32(seconds))
      #expect(attempts == 0)
      #expect(try await store.candidates().isEmpty)
    }
    try await store.script("UPDATE imports SET run_after = run_after - interval '60 seconds'")
    #expect(try await store.candidates() == [candidate])
  }

  @Test func `is queued again a thousand times, but not after it is finished`() async throws {
    let candidate = try await store.accept()
    try await store.script("UPDATE imports SET report_faults = 1000")
    #expect(try await putBack(candidate) == 1001)
    try await store.connection.run {
      try ImportQueue.complete(candidate, counts: RowCounts(), on: $0)
    }
    #expect(try await putBack(candidate) == nil)
  }

  @Test func `has the address of its report, for its own account`() async throws {
    let object = ReportObject(bucket: "wfm-reports", key: "error-reports/1/a.csv")
    let candidate = try await store.accept()
    #expect(try await standing(of: candidate)?.reportObject == nil)
    try await store.connection.run {
      try ImportQueue.complete(
        candidate, counts: RowCounts(rejected: 1), reportObject: object, on: $0)
    }
    #expect(try await standing(of: candidate)?.status == .importedWithErrors)
    #expect(try await standing(of: candidate)?.reportObject == object)
    #expect(try await standing(of: candidate, account: "other")?.status == nil)
  }

  private func standing(
    of candidate: ImportQueue.Candidate, account: AccountName = "acme"
  ) async throws -> ImportStanding? {
    try await store.connection.run {
      try ImportRepository.standings(
        of: [.init(id: candidate.importID, account: account)], on: $0)[0]
    }
  }
}
