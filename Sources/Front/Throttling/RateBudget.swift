import Postgres
package import Scheduling
import Store

/// Budgets of one kind of request, shared by all replicas. Combines this process's leases with the
/// buckets in the database.
package struct RateBudget: Sendable {
  /// The owner of a budget.
  package struct Caller: Sendable {
    /// Nil for a caller without an account.
    let account: AccountName?
    /// The client, if each client has a budget; otherwise empty.
    let holder: String

    /// Creates a caller from its keys.
    package init(account: AccountName?, holder: String) {
      self.account = account
      self.holder = holder
    }
  }

  private let kind: RateKind
  /// Requests per minute of an account whose budget is the installation's.
  private let perMinute: Int
  private let leases: RateLeases
  private let pool: ConnectionPool

  private init(_ kind: RateKind, perMinute: Int, limits: RateLimits) {
    self.kind = kind
    self.perMinute = perMinute
    leases = RateLeases(now: limits.now)
    pool = limits.pool
  }

  /// The budgets of uploads, one for each account.
  package static func uploads(_ limits: RateLimits) -> RateBudget {
    RateBudget(.upload, perMinute: limits.uploadsPerMinute, limits: limits)
  }

  /// The budgets of status requests, one for each account.
  package static func reads(_ limits: RateLimits) -> RateBudget {
    RateBudget(.read, perMinute: limits.readsPerMinute, limits: limits)
  }

  /// The budgets of admin requests, one for each client.
  package static func administration(_ limits: RateLimits) -> RateBudget {
    RateBudget(.admin, perMinute: limits.administrationPerMinute, limits: limits)
  }

  /// The budgets of access tokens, one for each client.
  package static func tokens(_ limits: RateLimits) -> RateBudget {
    RateBudget(.token, perMinute: limits.tokensPerMinute, limits: limits)
  }

  /// Counts a request before it is handled.
  ///
  /// With a lease, the decision comes from memory. Without a lease, it takes a round trip to the
  /// database.
  ///
  /// - Returns: the standing; nil if the database is unreachable. The request may then continue,
  ///   because handling it needs the database too.
  /// - Throws: `RateRefusal`, `PostgresError`
  package func take(_ caller: Caller) async throws -> RateStanding? {
    let key = caller.key
    return try await settle(leases.take(key), of: caller, key)
  }

  /// Counts a request, and does its work if it is within the budget.
  ///
  /// The decision comes before the work, so that the body of a rejected upload is never read. Only
  /// a read without a lease does its work while the database decides. A read changes nothing, and
  /// so it waits for one round trip instead of two. Its result is dropped if the budget is used up.
  ///
  /// - Returns: the work's result, and the standing as `take` returns it.
  /// - Throws: `RateRefusal` and `PostgresError`, ahead of an error of the work.
  package func take<Value>(
    _ caller: Caller, during work: () async throws -> Value
  ) async throws -> (Value, RateStanding?) {
    let key = caller.key
    let decision = leases.take(key)
    guard kind == .read, case .unknown(let isSlice) = decision else {
      let standing = try await settle(decision, of: caller, key)
      return (try await work(), standing)
    }
    async let standing = ask(for: caller, key, isSlice: isSlice)
    let result: Result<Value, any Error>
    do { result = .success(try await work()) } catch { result = .failure(error) }
    let known = try await standing
    return (try result.get(), known)
  }

  private func settle(
    _ decision: RateLeases.Decision, of caller: Caller, _ key: [UInt8]
  ) async throws -> RateStanding? {
    switch decision {
    case .known(let answer): try standing(of: answer)
    case .unknown(let isSlice): try await ask(for: caller, key, isSlice: isSlice)
    }
  }

  private func ask(
    for caller: Caller, _ key: [UInt8], isSlice: Bool
  ) async throws -> RateStanding? {
    let ask = RateBucketRepository.Ask(
      account: caller.account, kind: kind, holder: caller.holder, perMinute: perMinute,
      isSlice: isSlice)
    let grant: RateBucketRepository.Grant
    do {
      grant = try await pool.withConnection { try RateBucketRepository.take(ask, on: $0) }
    } catch {
      // The next request fetches the slice instead.
      if isSlice { leases.abandon(key) }
      switch error as? PostgresError {
      case .connectionFailed, .connectionLost: return nil
      default: throw error
      }
    }
    return try standing(of: leases.settle(key, isSlice: isSlice, with: grant))
  }

  private func standing(of answer: RateLeases.Answer) throws(RateRefusal) -> RateStanding {
    switch answer {
    case .admitted(let perMinute, let remaining):
      return RateStanding(policy: kind.rawValue, perMinute: perMinute, remaining: remaining)
    case .refused(let perMinute, let seconds):
      throw RateRefusal(
        retryAfter: seconds,
        standing: RateStanding(policy: kind.rawValue, perMinute: perMinute, remaining: 0))
    }
  }
}

extension RateBudget.Caller {
  /// The key of the caller's lease. No byte of UTF-8 text is 0xFF.
  fileprivate var key: [UInt8] {
    Array((account?.text ?? "").utf8) + [0xFF] + Array(holder.utf8)
  }
}
