import Postgres
import Store
import Synchronization

/// Budgets of one kind of request, shared by all replicas: this process's leases, and the buckets in
/// the database that they are taken from.
struct RateBudget: Sendable {
  /// Whose budget it is.
  struct Caller: Sendable {
    /// The account's external id; empty for none.
    let account: String
    /// The client, where each has its own; otherwise empty.
    let holder: String
  }

  let kind: RateKind
  /// For accounts without a budget of their own.
  let perMinute: Int
  let leases: RateLeases
  let pool: ConnectionPool

  init(_ kind: RateKind, perMinute: Int, limits: RateLimits) {
    self.kind = kind
    self.perMinute = perMinute
    leases = RateLeases(now: limits.now)
    pool = limits.pool
  }

  /// What is known at once.
  enum Outcome {
    case admitted(RateStanding)
    /// The database must be asked.
    case open(RateClaim)
  }

  /// Decides on a request.
  ///
  /// - Throws: `.rateLimited`
  func take(_ caller: Caller) throws(APIError) -> Outcome {
    // No byte of UTF-8 text is 0xFF.
    let key = Array(caller.account.utf8) + [0xFF] + Array(caller.holder.utf8)
    switch leases.take(key) {
    case .unknown(let isSlice):
      let ask = RateBucketRepository.Ask(
        account: caller.account, kind: kind, holder: caller.holder, perMinute: perMinute,
        isSlice: isSlice)
      return .open(RateClaim(ask: ask, budget: self, key: key))
    case let decision: return .admitted(try standing(of: decision))
    }
  }

  /// - Precondition: the decision is not `.unknown`.
  fileprivate func standing(of decision: RateLeases.Decision) throws(APIError) -> RateStanding {
    switch decision {
    case .admitted(let perMinute, let remaining):
      return RateStanding(policy: kind.rawValue, perMinute: perMinute, remaining: remaining)
    case .refused(let perMinute, let seconds):
      throw .rateLimited(
        retryAfter: seconds,
        RateStanding(policy: kind.rawValue, perMinute: perMinute, remaining: 0))
    case .unknown: throw .unexpected
    }
  }
}

/// A request on which the database decides. It is asked by `decide`, or by the request's own
/// statement, whose answer goes to `settle`.
struct RateClaim: Sendable {
  let ask: RateBucketRepository.Ask
  fileprivate let budget: RateBudget
  fileprivate let key: [UInt8]
  private let settlement = Settlement()

  /// Whether there was an answer.
  private final class Settlement: Sendable {
    let isDone = Atomic(false)
  }

  fileprivate init(ask: RateBucketRepository.Ask, budget: RateBudget, key: [UInt8]) {
    self.ask = ask
    self.budget = budget
    self.key = key
  }

  /// Asks in a round trip of its own. Where the database is away the request may go on: what it is
  /// about to do needs the database too.
  ///
  /// - Returns: nil where nothing could be learnt.
  /// - Throws: `APIError.rateLimited`, `PostgresError`
  func decide() async throws -> RateStanding? {
    do {
      let ask = self.ask
      return try settle(
        try await budget.pool.withConnection { try RateBucketRepository.take(ask, on: $0) })
    } catch let error as PostgresError {
      abandon()
      switch error {
      case .connectionFailed, .connectionLost: return nil
      default: throw error
      }
    } catch {
      abandon()
      throw error
    }
  }

  /// Takes note of the answer.
  ///
  /// - Throws: `.rateLimited`
  func settle(_ grant: RateBucketRepository.Grant) throws(APIError) -> RateStanding {
    settlement.isDone.store(true, ordering: .relaxed)
    return try budget.standing(of: budget.leases.settle(key, isSlice: ask.isSlice, with: grant))
  }

  /// The request ends. Without an answer, the next one asks for a slice in its place.
  func abandon() {
    guard ask.isSlice, !settlement.isDone.load(ordering: .relaxed) else { return }
    budget.leases.abandon(key)
  }
}
