package import Postgres
import Scheduling
import Store

/// Changes the objects of an operator: accounts, clients, agents and event types. The admin API and
/// the command line both use it.
///
/// A change and its audit event are one transaction. `change` and `changeSchedule` store the event
/// that their body returns. Only `createAccount` stores its event itself, because the account has
/// no id until then.
package struct Administrator: Sendable {
  let pool: ConnectionPool

  /// An administrator who works on connections of this pool.
  package init(pool: ConnectionPool) { self.pool = pool }

  /// Why nothing was changed or returned.
  package enum Refusal: Error, Sendable {
    /// The object does not exist, or it belongs to another account. The caller cannot tell which.
    case unknown(Resource)
    /// Another object has this id, e-mail or name.
    case exists(Resource)
    /// The client has keys instead of a secret.
    case hasNoSecret
    /// The client was revoked.
    case isRevoked
    /// The server failed.
    case failed(any Error)
  }

  /// The kinds of objects that an operator administers.
  package enum Resource: String, Sendable {
    case account, client, agent
    case eventType = "event type"
  }

  /// An audit event to be stored.
  struct Event {
    let action: String
    let target: String
    var detail = AuditDetail()
  }

  /// The result of a change and its event; no event if nothing changed.
  typealias Outcome<Value> = (value: Value, event: Event?)

  /// Makes a change and stores its event, in one transaction.
  func change<Value: Sendable>(
    of owner: Owner, by origin: AuditOrigin,
    _ body: @Sendable (AccountID?, isolated PostgresConnection) throws -> Outcome<Value>
  ) async throws(Refusal) -> Value {
    try await refusing {
      try await pool.withConnection { connection in
        try await connection.transaction { connection in
          let account = try Self.account(of: owner, on: connection)
          let outcome = try body(account, connection)
          try Self.append(outcome.event, account: account, origin: origin, on: connection)
          return outcome.value
        }
      }
    }
  }

  /// The longest pause between two attempts to take an account's lock.
  private static let longestPause = Duration.milliseconds(250)

  /// Changes an account's reference data while it holds the account's lock. A running import ends
  /// first, and the next import uses the changed data. The wait is limited by the lock time-out and
  /// holds no connection.
  func changeSchedule<Value: Sendable>(
    of account: AccountName, by origin: AuditOrigin,
    _ body: @Sendable (AccountID, isolated PostgresConnection) throws -> Outcome<Value>
  ) async throws(Refusal) -> Value {
    try await refusing {
      let end = ContinuousClock.now + pool.lockTimeout
      var pause = Duration.milliseconds(5)
      while true {
        let value = try await pool.withConnection { connection in
          let id = try Self.account(named: account, on: connection)
          return try await connection.transaction(ifFree: .schedule(of: id)) { connection in
            let outcome = try body(id, connection)
            try Self.append(outcome.event, account: id, origin: origin, on: connection)
            return outcome.value
          }
        }
        if let value { return value }
        guard ContinuousClock.now < end else { throw PostgresError.server(.lockNotAvailable) }
        // Random, so that callers that wait for the same import do not retry together.
        try await Task.sleep(for: pause * Double.random(in: 0.5...1.5))
        pause = min(pause * 2, Self.longestPause)
      }
    }
  }

  /// Reads objects of an owner.
  func read<Value: Sendable>(
    of owner: Owner,
    _ body: @Sendable (AccountID?, isolated PostgresConnection) throws -> Value
  ) async throws(Refusal) -> Value {
    try await refusing {
      try await pool.withConnection { connection in
        try body(try Self.account(of: owner, on: connection), connection)
      }
    }
  }

  /// Reads objects of an account.
  func read<Value: Sendable>(
    of account: AccountName,
    _ body: @Sendable (AccountID, isolated PostgresConnection) throws -> Value
  ) async throws(Refusal) -> Value {
    try await refusing {
      try await pool.withConnection { connection in
        try body(try Self.account(named: account, on: connection), connection)
      }
    }
  }

  private static func account(
    of owner: Owner, on connection: isolated PostgresConnection
  ) throws -> AccountID? {
    switch owner {
    case .account(let name): try account(named: name, on: connection)
    case .installation: nil
    }
  }

  private static func account(
    named name: AccountName, on connection: isolated PostgresConnection
  ) throws -> AccountID {
    guard let id = try AccountRepository.find(name, on: connection) else {
      throw Refusal.unknown(.account)
    }
    return id
  }

  private static func append(
    _ event: Event?, account: AccountID?, origin: AuditOrigin,
    on connection: isolated PostgresConnection
  ) throws {
    guard let event else { return }
    try AuditRepository.append(
      event.action, target: event.target, detail: event.detail.json, account: account,
      origin: origin, on: connection)
  }

  func refusing<Value: Sendable>(
    _ body: () async throws -> Value
  ) async throws(Refusal) -> Value {
    do {
      return try await body()
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw .failed(error)
    }
  }
}

extension Administrator.Refusal: CustomStringConvertible {
  /// A sentence for the operator.
  package var description: String {
    switch self {
    case .unknown(let resource): "Unknown \(resource.rawValue). Check its id, and the account."
    case .exists(.account): "The id belongs to another account. Choose another id."
    case .exists(.agent):
      "The e-mail belongs to another agent of the account. Change that agent instead."
    case .exists(.eventType):
      "The name belongs to another event type of the account. Change that event type instead."
    case .exists(.client): "The id belongs to another client. Try again."
    case .hasNoSecret: "The client signs with keys, so it has no secret to rotate."
    case .isRevoked: "The client is revoked. Create a new client."
    case .failed(let error): "\(error)"
    }
  }
}
