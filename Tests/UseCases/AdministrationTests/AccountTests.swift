import Administration
import Scheduling
import Testing

@Suite("Administration: accounts", .timeLimit(.minutes(5)))
struct AccountTests {
  @Test func `are created once, renamed and deactivated, each change with its event`() async throws
  {
    let installation = try await Installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    let made = try await administrator.createAccount("acme", displayName: "ACME", by: origin)
    #expect(made.isActive && made.displayName == "ACME")
    let again = try await installation.refusal { () async throws(Administrator.Refusal) in
      try await administrator.createAccount("acme", displayName: nil, by: origin)
    }
    guard case .exists(.account) = again else { throw again }

    let changed = try await administrator.updateAccount(
      "acme", to: .init(displayName: "ACME Ltd", isActive: false), by: origin)
    #expect(changed.displayName == "ACME Ltd" && !changed.isActive)
    #expect(try await administrator.account("acme") == changed)
    #expect(
      try await administrator.updateAccount("acme", to: .init(isActive: false), by: origin)
        == changed)
    #expect(
      try await installation.audit() == [
        #"account.update acme {"active":false,"name":"ACME Ltd"}"#,
        #"account.create acme {"name":"ACME"}"#,
      ])
  }

  @Test func `have their own rates from when these are set until they are reset`()
    async throws
  {
    let installation = try await Installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    let made = try await administrator.createAccount("acme", displayName: nil, by: origin)
    #expect(made.rates == .init())
    let limited = try await administrator.updateAccount(
      "acme", to: .init(uploads: .perMinute(5), tokens: .perMinute(7)), by: origin)
    #expect(limited.rates == .init(uploads: 5, tokens: 7))
    let back = try await administrator.updateAccount(
      "acme", to: .init(uploads: .perMinute(5), reads: .standard, tokens: .standard), by: origin)
    #expect(back.rates == .init(uploads: 5))
    #expect(try await administrator.account("acme") == back)
    #expect(
      try await installation.audit() == [
        #"account.update acme {"tokens_per_minute":"default"}"#,
        #"account.update acme {"tokens_per_minute":7,"uploads_per_minute":5}"#,
        "account.create acme {}",
      ])
  }

  @Test func `that do not exist are rejected, and leave no event`() async throws {
    let installation = try await Installation()
    let refusal = try await installation.refusal { () async throws(Administrator.Refusal) in
      try await installation.administrator.updateAccount(
        "nobody", to: .init(isActive: false), by: installation.origin)
    }
    guard case .unknown(.account) = refusal else { throw refusal }
    #expect(try await installation.audit().isEmpty)
  }

  @Test func `an event has the actor, the time, the request and the account`() async throws {
    let installation = try await Installation()
    let account = try await installation.administrator.createAccount(
      "acme", displayName: nil, by: installation.origin)
    let event = try #require(
      try await installation.administrator.audit(of: "acme", before: nil, limit: 2).first)
    #expect(event.origin == installation.origin)
    #expect(event.account == "acme")
    // Both events have the time of their one transaction.
    #expect(event.at == account.createdAt)
  }
}
