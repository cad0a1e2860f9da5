import Foundation
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

@Suite("Store: the queue of imports", .timeLimit(.minutes(5)))
struct ImportQueueTests {
  private let store: StoredImport

  init() async throws { store = try await StoredImport() }

  private func lock(_ candidate: ImportQueue.Candidate) async throws -> ImportQueue.Job? {
    try await store.connection.run { try ImportQueue.lock(candidate, on: $0) }
  }

  private func countAttempt(_ candidate: ImportQueue.Candidate) async throws -> Int? {
    try await store.connection.run { try ImportQueue.countAttempt(candidate, on: $0) }
  }

  private func putBack(
    _ candidate: ImportQueue.Candidate, countsAttempt: Bool, delay: Duration
  ) async throws {
    try await store.connection.run {
      try ImportQueue.putBack(candidate, countsAttempt: countsAttempt, delay: delay, on: $0)
    }
  }

  @Test func `returns a job with all values of the upload`() async throws {
    let candidate = try await store.accept()
    #expect(candidate.accountName == "acme")
    #expect(candidate.fileName == "a.csv")
    #expect(candidate.requestID == "request")
    #expect(candidate.traceparent == StoredImport.traceparent)
    try await store.script("UPDATE imports SET created_at = created_at - interval '1 hour'")
    let job = try await lock(candidate).required()
    #expect(job.timeZone == "UTC")
    #expect(job.dateFormat == .dayMonthYear)
    #expect(job.attempts == 0)
    #expect((Duration.seconds(3600)..<Duration.seconds(3660)).contains(job.waited))
  }

  @Test func `counts waiting and begun imports, and has the age of the oldest`() async throws {
    let load = { try await store.connection.run { try ImportQueue.load(on: $0) } }
    let none = try await load()
    #expect(none.waiting == 0 && none.begun == 0 && none.oldestAge == .zero)
    let candidate = try await store.accept()
    try await store.script("UPDATE imports SET created_at = created_at - interval '1 hour'")
    let one = try await load()
    #expect(one.waiting == 1 && one.begun == 0)
    #expect((Duration.seconds(3600)..<Duration.seconds(3660)).contains(one.oldestAge))
    _ = try await countAttempt(candidate)
    let begun = try await load()
    #expect(begun.waiting == 0 && begun.begun == 1 && begun.oldestAge > .seconds(3600))
    try await store.connection.run {
      try ImportQueue.complete(candidate, counts: RowCounts(), on: $0)
    }
    let finished = try await load()
    #expect(finished.waiting == 0 && finished.begun == 0 && finished.oldestAge == .zero)
  }

  @Test func `returns the requested number of jobs, longest due first`() async throws {
    var expected: [ImportQueue.Candidate] = []
    try await store.connection.run { connection in
      for number in 0..<5 {
        _ = try AccountRepository.create("account-\(number)", on: connection)
        _ = try ImportRepository.accept(
          StoredImport.upload(), account: "account-\(number)", on: connection)
      }
    }
    expected = try await store.candidates()
    #expect(expected.count == 5)
    #expect(try await store.candidates(limit: 2) == Array(expected.prefix(2)))
    // The first becomes due last, the last becomes due first.
    try await store.script(
      """
      UPDATE imports SET run_after = now() - interval '1 hour'
      WHERE import_id = '\(expected[4].importID)';
      UPDATE imports SET run_after = now() + interval '50 seconds'
      WHERE import_id = '\(expected[0].importID)'
      """)
    #expect(try await store.candidates() == [expected[4]] + expected[1...3])
  }

  @Test func `skips a locked job without waiting`() async throws {
    let candidate = try await store.accept()
    let other = store.database.connection()
    try await other.run { connection in
      try await connection.transaction { connection in
        let job = try ImportQueue.lock(candidate, on: connection)
        let waiting = try await store.candidates()
        #expect(job != nil && waiting.isEmpty)
      }
    }
    #expect(try await store.candidates() == [candidate])
  }

  @Test func `does not return a finished job`() async throws {
    let candidate = try await store.accept()
    try await store.connection.run {
      try ImportQueue.complete(candidate, counts: RowCounts(), on: $0)
    }
    #expect(try await store.candidates().isEmpty)
    #expect(try await lock(candidate) == nil)
    #expect(try await countAttempt(candidate) == nil)
  }

  @Test func `counts three attempts and no more`() async throws {
    let candidate = try await store.accept()
    for number in 1...3 {
      #expect(try await countAttempt(candidate) == number)
      #expect(try await lock(candidate)?.attempts == number)
    }
    #expect(try await countAttempt(candidate) == nil)
    #expect(try await lock(candidate)?.attempts == 3)
  }

  @Test func `queues a job again with or without its attempt, with or without a delay`()
    async throws
  {
    let candidate = try await store.accept()
    #expect(try await countAttempt(candidate) == 1)
    try await putBack(candidate, countsAttempt: true, delay: .zero)
    #expect(try await store.candidates() == [candidate])
    #expect(try await lock(candidate)?.attempts == 1)
    #expect(try await countAttempt(candidate) == 2)
    try await putBack(candidate, countsAttempt: false, delay: .zero)
    #expect(try await lock(candidate)?.attempts == 1)
    for _ in 0..<3 { try await putBack(candidate, countsAttempt: false, delay: .zero) }
    #expect(try await lock(candidate)?.attempts == 0)
    try await putBack(candidate, countsAttempt: true, delay: .seconds(50))
    #expect(try await store.candidates().isEmpty)
    try await store.script("UPDATE imports SET run_after = run_after - interval '50 seconds'")
    #expect(try await store.candidates() == [candidate])
  }

  @Test func `returns a job that was stored before the database's clock was set back`() async throws
  {
    let candidate = try await store.accept()
    try await store.script(
      """
      UPDATE imports
      SET run_after = run_after + interval '1 hour', created_at = created_at + interval '1 hour'
      """)
    #expect(try await store.candidates() == [candidate])
  }

  @Test(arguments: [
    (RowCounts(), ImportStatus.imported),
    (RowCounts(inserted: 3, updated: 2, unchanged: 1), .imported),
    (RowCounts(inserted: 3, updated: 2, unchanged: 1, rejected: 4), .importedWithErrors),
    (RowCounts(rejected: 1), .importedWithErrors),
  ])
  func `ends a job with the status of its counts`(
    counts: RowCounts, status: ImportStatus
  ) async throws {
    let candidate = try await store.accept()
    try await store.connection.run { try ImportQueue.complete(candidate, counts: counts, on: $0) }
    let outcome = try await store.outcome(of: candidate.importID)
    #expect(outcome.status == status)
    #expect(outcome.counts == counts)
    #expect(outcome.failureReason == nil)
    // The account is free again.
    _ = try await store.accept()
  }

  @Test func `ends a job as ERROR with a reason, but not a finished job`() async throws {
    let candidate = try await store.accept()
    let fail = { (reason: String) in
      try await store.connection.run {
        try ImportQueue.fail(candidate, reason: reason, on: $0)
      }
    }
    try await fail("first")
    try await fail("second")
    try await putBack(candidate, countsAttempt: false, delay: .zero)
    let outcome = try await store.outcome(of: candidate.importID)
    #expect(outcome.status == .error)
    #expect(outcome.counts == nil)
    #expect(outcome.failureReason == "first")
    #expect(try await store.candidates().isEmpty)
    _ = try await store.accept()
  }
}
