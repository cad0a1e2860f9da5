import Postgres
package import Scheduling
import Store

extension Administrator {
  /// New values of an account; nil keeps the stored value.
  package struct AccountChange: Sendable {
    /// The display name.
    package var displayName: String?
    /// False makes the server reject the account's tokens and clients.
    package var isActive: Bool?
    /// The rate of uploads.
    package var uploads: Rate?
    /// The rate of status requests and downloads.
    package var reads: Rate?
    /// The rate of access tokens per client.
    package var tokens: Rate?

    /// A change of the given values.
    package init(
      displayName: String? = nil, isActive: Bool? = nil, uploads: Rate? = nil, reads: Rate? = nil,
      tokens: Rate? = nil
    ) {
      self.displayName = displayName
      self.isActive = isActive
      self.uploads = uploads
      self.reads = reads
      self.tokens = tokens
    }
  }

  /// A rate of requests.
  package enum Rate: Sendable, Equatable {
    /// The installation's setting applies.
    case standard
    /// Within `AccountRates.range`.
    case perMinute(Int)

    var stored: Int? { if case .perMinute(let rate) = self { rate } else { nil } }
  }

  /// Creates an account.
  ///
  /// - Throws: `.exists`
  package func createAccount(
    _ name: AccountName, displayName: String?, by origin: AuditOrigin
  ) async throws(Refusal) -> Account {
    try await refusing {
      try await pool.withConnection { connection in
        try await connection.transaction { connection in
          let (account, isNew) = try AccountRepository.create(
            name, displayName: displayName, on: connection)
          guard isNew else { throw Refusal.exists(.account) }
          var detail = AuditDetail()
          if let displayName { detail.note("name", .text(displayName), was: nil) }
          try AuditRepository.append(
            "account.create", target: name.text, detail: detail.json, account: account,
            origin: origin, on: connection)
          return try Self.known(try AccountRepository.account(name, on: connection))
        }
      }
    }
  }

  /// Changes an account's display name, rates and activity. The server rejects the tokens and
  /// clients of an inactive account; accepted imports still run.
  ///
  /// - Throws: `.unknown`
  package func updateAccount(
    _ name: AccountName, to change: AccountChange, by origin: AuditOrigin
  ) async throws(Refusal) -> Account {
    try await self.change(of: .account(name), by: origin) { _, connection in
      let old = try Self.known(try AccountRepository.lock(name, on: connection))
      let displayName = change.displayName ?? old.displayName
      let isActive = change.isActive ?? old.isActive
      var event = Event(action: "account.update", target: name.text)
      if let displayName {
        event.detail.note("name", .text(displayName), was: old.displayName.map { .text($0) })
      }
      event.detail.note("active", .flag(isActive), was: .flag(old.isActive))
      let rates = Self.rates(old.rates, after: change, &event.detail)
      guard !event.detail.isEmpty else { return (old, nil) }
      try AccountRepository.update(
        old.id, displayName: displayName, isActive: isActive, rates: rates, on: connection)
      let new = try Self.known(try AccountRepository.account(name, on: connection))
      return (new, event)
    }
  }

  private static func rates(
    _ old: AccountRates, after change: AccountChange, _ detail: inout AuditDetail
  ) -> AccountRates {
    let members: [(String, Rate?, WritableKeyPath<AccountRates, Int?>)] = [
      ("uploads_per_minute", change.uploads, \.uploads),
      ("reads_per_minute", change.reads, \.reads),
      ("tokens_per_minute", change.tokens, \.tokens),
    ]
    var rates = old
    for (name, rate, place) in members {
      guard let rate, rate.stored != old[keyPath: place] else { continue }
      rates[keyPath: place] = rate.stored
      detail.note(name, rate.stored.map { .number($0) } ?? .text("default"), was: nil)
    }
    return rates
  }

  /// - Throws: `.unknown`
  package func account(_ name: AccountName) async throws(Refusal) -> Account {
    try await read(of: name) { _, connection in
      try Self.known(try AccountRepository.account(name, on: connection))
    }
  }

  /// Accounts by id.
  ///
  /// - Parameter after: the id before the first account of the page; empty for the beginning.
  package func accounts(
    after: String, limit: Int
  ) async throws(Refusal) -> [Account] {
    try await read(of: .installation) { _, connection in
      try AccountRepository.list(after: after, limit: limit, on: connection)
    }
  }

  /// All accounts by id, with the sizes of their reference data.
  package func sizedAccounts() async throws(Refusal) -> [SizedAccount] {
    try await read(of: .installation) { _, connection in
      try AccountRepository.listSized(on: connection)
    }
  }

  private static func known(
    _ account: Account?
  ) throws(Refusal) -> Account {
    guard let account else { throw .unknown(.account) }
    return account
  }
}
