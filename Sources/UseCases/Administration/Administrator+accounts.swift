import Postgres
package import Store

extension Administrator {
  /// What an account is to be; nil leaves it as it is.
  package struct AccountChange: Sendable {
    package var name: String?
    package var isActive: Bool?
    package var uploads: Rate?
    package var reads: Rate?
    package var tokens: Rate?

    package init(
      name: String? = nil, isActive: Bool? = nil, uploads: Rate? = nil, reads: Rate? = nil,
      tokens: Rate? = nil
    ) {
      self.name = name
      self.isActive = isActive
      self.uploads = uploads
      self.reads = reads
      self.tokens = tokens
    }
  }

  /// A budget of requests.
  package enum Rate: Sendable, Equatable {
    /// What the installation's setting says.
    case standard
    /// Within `AccountRepository.Rates.range`.
    case perMinute(Int)

    var stored: Int? { if case .perMinute(let rate) = self { rate } else { nil } }
  }

  /// Makes an account.
  ///
  /// - Parameter id: as access tokens name it, valid by `AccessToken.isValid(account:)`.
  /// - Throws: `.exists`
  package func createAccount(
    _ id: String, name: String?, by origin: AuditRepository.Origin
  ) async throws(Refusal) -> AccountRepository.Account {
    try await refusing {
      try await pool.withConnection { connection in
        try await connection.transaction { connection in
          let (account, isNew) = try AccountRepository.create(
            externalID: id, name: name, on: connection)
          guard isNew else { throw Refusal.exists(.account) }
          var detail = AuditDetail()
          if let name { detail.note("name", .text(name), was: nil) }
          try AuditRepository.append(
            "account.create", target: id, detail: detail.json, account: account,
            origin: origin, on: connection)
          return try Self.known(try AccountRepository.account(externalID: id, on: connection))
        }
      }
    }
  }

  /// Names an account, gives it budgets, deactivates or activates it. A deactivated account's tokens and clients are
  /// refused from then on; imports that were accepted are still carried out.
  ///
  /// - Throws: `.unknown`
  package func updateAccount(
    _ id: String, to change: AccountChange, by origin: AuditRepository.Origin
  ) async throws(Refusal) -> AccountRepository.Account {
    try await self.change(of: .account(id), by: origin) { _, connection in
      let old = try Self.known(try AccountRepository.lock(externalID: id, on: connection))
      let (name, isActive) = (change.name ?? old.name, change.isActive ?? old.isActive)
      var event = Event(action: "account.update", target: id)
      if let name { event.detail.note("name", .text(name), was: old.name.map { .text($0) }) }
      event.detail.note("active", .flag(isActive), was: .flag(old.isActive))
      let rates = Self.rates(old.rates, after: change, &event.detail)
      guard !event.detail.isEmpty else { return (old, nil) }
      try AccountRepository.update(
        old.id, name: name, isActive: isActive, rates: rates, on: connection)
      let new = try Self.known(try AccountRepository.account(externalID: id, on: connection))
      return (new, event)
    }
  }

  private static func rates(
    _ old: AccountRepository.Rates, after change: AccountChange, _ detail: inout AuditDetail
  ) -> AccountRepository.Rates {
    let members: [(String, Rate?, WritableKeyPath<AccountRepository.Rates, Int?>)] = [
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
  package func account(_ id: String) async throws(Refusal) -> AccountRepository.Account {
    try await read(of: id) { _, connection in
      try Self.known(try AccountRepository.account(externalID: id, on: connection))
    }
  }

  /// Accounts by id.
  ///
  /// - Parameter after: the id before the first one wanted; empty for the beginning.
  package func accounts(
    after: String, limit: Int
  ) async throws(Refusal) -> [AccountRepository.Account] {
    try await read(of: .installation) { _, connection in
      try AccountRepository.list(after: after, limit: limit, on: connection)
    }
  }

  /// All accounts by id, with the sizes of their reference data.
  package func sizedAccounts() async throws(Refusal) -> [AccountRepository.Sized] {
    try await read(of: .installation) { _, connection in
      try AccountRepository.listSized(on: connection)
    }
  }

  private static func known(
    _ account: AccountRepository.Account?
  ) throws(Refusal) -> AccountRepository.Account {
    guard let account else { throw .unknown(.account) }
    return account
  }
}
