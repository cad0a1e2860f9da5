import Foundation
import Postgres
import Scheduling
import Store
import TestSupport

/// An account in a separate database. The tests change the state of its imports directly.
struct StoredImport: Sendable {
  let database: TestDatabase
  let connection: PostgresConnection
  let account: AccountID
  let name: AccountName = "acme"
  static let traceparent = "00-12345678901234567890123456789012-1234567890123456-01"

  init() async throws {
    database = try await TestDatabase()
    connection = database.connection()
    account = try await connection.run {
      try AccountRepository.create("acme", on: $0).id
    }
  }

  static func upload(
    _ id: UUID = UUID(), pieces: [[UInt8]] = [[1, 2, 3]]
  ) -> Upload {
    Upload(
      id: id, fileName: "a.csv", timeZone: "UTC", dateFormat: .dayMonthYear,
      origin: .init(actor: "client", requestID: "request"),
      traceparent: traceparent, pieces: pieces)
  }

  /// Accepts an upload and returns its place in the queue.
  func accept(pieces: [[UInt8]] = [[1, 2, 3]]) async throws -> ImportQueue.Candidate {
    let id = UUID()
    return try await connection.run { connection in
      _ = try ImportRepository.accept(
        Self.upload(id, pieces: pieces), account: name, on: connection)
      return try ImportQueue.candidates(limit: 100, on: connection).first { $0.importID == id }
    }.required()
  }

  func candidates(limit: Int = 100) async throws -> [ImportQueue.Candidate] {
    try await connection.run { try ImportQueue.candidates(limit: limit, on: $0) }
  }

  func outcome(of id: UUID) async throws -> ImportOutcome {
    try await connection.run {
      try ImportRepository.outcome(of: id, account: name, on: $0)
    }.required()
  }

  func script(_ sql: String) async throws {
    try await connection.run { try $0.executeScript(sql) }
  }

  func count(_ table: String) async throws -> Int64 {
    let count = Statement<Int64>("SELECT count(*) FROM \(table)") { (row) throws(PostgresError) in
      try row.next()
    }
    return try await connection.run { try $0.first(count) }.required()
  }
}

extension Optional {
  struct Missing: Error {}

  func required() throws -> Wrapped {
    guard let self else { throw Missing() }
    return self
  }
}
