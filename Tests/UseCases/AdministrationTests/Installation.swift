import Administration
import Postgres
import Scheduling
import Store
import TestSupport

/// An installation with a separate database, and its administrator.
struct Installation: Sendable {
  let database: TestDatabase
  let administrator: Administrator
  let origin = AuditOrigin(
    actor: "tester", remoteAddress: "192.0.2.1", requestID: "request-1")

  init() async throws {
    database = try await TestDatabase()
    administrator = Administrator(pool: database.pool(waitLimit: .seconds(60)))
  }

  /// The events of the audit, newest first, as `action target detail` lines.
  func audit(of account: AccountName? = nil) async throws -> [String] {
    try await administrator.audit(of: account, before: nil, limit: 100).map {
      "\($0.action) \($0.target) \($0.detail)"
    }
  }

  /// The credentials that the token endpoint would find for a client.
  func credentials(of client: String) async throws -> ClientCredentials? {
    try await database.connection().run { try ClientRepository.credentials(of: client, on: $0) }
  }

  /// The refusal of a call that must not succeed.
  func refusal<Value>(
    of body: () async throws(Administrator.Refusal) -> Value
  ) async throws -> Administrator.Refusal {
    do throws(Administrator.Refusal) {
      _ = try await body()
    } catch {
      return error
    }
    throw NotRefused()
  }

  struct NotRefused: Error {}
}
