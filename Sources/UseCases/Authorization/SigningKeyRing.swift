package import Identity
package import Logging
package import Postgres
import Scheduling
import ServiceLifecycle
import Store
import Synchronization

/// This installation's own signing keys as this process knows them: read from the database at start
/// and again and again, so that a rotation needs no restart.
///
///     absent --made--> published --signs_from--> signing --the next one's signs_from--> verifying
///     verifying --verifies_until--> absent        (and from anywhere to absent when revoked)
///
/// A database that is away leaves the keys as they were.
package final class SigningKeyRing: KeySource, Service {
  /// How often the keys are read, by default.
  package static let interval = Duration.seconds(15)
  /// Reads because of an unknown key id are at least so far apart.
  static let pause = Duration.seconds(5)

  /// How tokens are made from the keys.
  package struct Issuance: Sendable {
    package var issuer: String
    package var audience: String
    package var accountClaim: String

    package init(issuer: String, audience: String, accountClaim: String) {
      self.issuer = issuer
      self.audience = audience
      self.accountClaim = accountClaim
    }
  }

  private struct Signer {
    let signsFrom: Int64
    let issuer: TokenIssuer
  }

  private struct State {
    var ids: [String] = []
    var signers: [Signer] = []
    var published: PublishedKeys?
    var jwks: String?
    var lookedAt: ContinuousClock.Instant?
    /// How many reads of the keys were taken.
    var taken = 0
  }

  private let rotation: SigningKeyRotation
  private let masterKey: MasterKey
  private let issuance: Issuance
  private let pool: ConnectionPool
  private let clock: any Clock<Duration>
  private let interval: Duration
  private let onRead: @Sendable () async -> Void
  private let logger: Logger
  private let state = Mutex(State())

  /// - Parameters:
  ///   - interval: between two looks at the database.
  ///   - clock: paces those.
  ///   - onRead: called with each read of the keys that is not taken yet.
  package init(
    masterKey: MasterKey, issuance: Issuance, pool: ConnectionPool,
    interval: Duration = SigningKeyRing.interval, clock: any Clock<Duration> = ContinuousClock(),
    onRead: @escaping @Sendable () async -> Void = {}, logger: Logger
  ) {
    self.masterKey = masterKey
    rotation = SigningKeyRotation(masterKey: masterKey)
    self.issuance = issuance
    self.pool = pool
    self.interval = interval
    self.clock = clock
    self.onRead = onRead
    self.logger = logger
  }

  /// The keys whose signatures are believed.
  package var published: PublishedKeys? { state.withLock(\.published) }

  /// The same as a JWK Set, for others; nil while none are known.
  package var jwks: String? { state.withLock(\.jwks) }

  /// What makes tokens at this time, in seconds since 1970 UTC; nil while no key is known.
  ///
  /// The newest key whose time has come. The first one of all signs before that too: the database's
  /// clock may be ahead.
  package func issuer(now: Int64) -> TokenIssuer? {
    state.withLock { state in
      (state.signers.last { $0.signsFrom <= now } ?? state.signers.first)?.issuer
    }
  }

  /// Reads the keys before the first request. Where the database is away, `run` goes on trying.
  ///
  /// - Throws: `SigningKeyFault` where the master key is not the one that the keys were made under.
  package func start() async throws {
    do {
      try await refresh()
    } catch let error as PostgresError {
      log(error)
    }
  }

  package func run() async throws {
    try await cancelWhenGracefulShutdown { [self] in
      while true {
        do {
          try await clock.sleep(for: published == nil ? min(interval, .seconds(1)) : interval)
          try await refresh()
        } catch is CancellationError {
          return
        } catch  where Task.isCancelled {
          return
        } catch let error as SigningKeyFault where published == nil {
          throw error
        } catch {
          log(error)
        }
      }
    }
  }

  package func publishedAnew() async -> PublishedKeys? {
    let now = ContinuousClock.now
    let isTooSoon = state.withLock { state in
      if let last = state.lookedAt, last.duration(to: now) < Self.pause { return true }
      state.lookedAt = now
      return false
    }
    guard !isTooSoon else { return published }
    do {
      try await refresh()
    } catch {
      log(error)
    }
    return published
  }

  /// Reads the keys, and makes the first one.
  package func refresh() async throws {
    var isTaken = false
    while !isTaken { isTaken = try await refreshUnlessOvertaken() }
  }

  /// Of two reads at one time nobody knows which is older. So the one that comes second is dropped: it
  /// may still have a key that was revoked.
  ///
  /// - Returns: false if another read was taken meanwhile.
  private func refreshUnlessOvertaken() async throws -> Bool {
    let taken = state.withLock(\.taken)
    let keys = try await pool.withConnection { [rotation] connection in
      let keys = try SigningKeyRepository.current(on: connection)
      if keys.contains(where: { $0.verifiesUntil == nil }) { return keys }
      _ = try await rotation.ensureKey(on: connection)
      return try SigningKeyRepository.current(on: connection)
    }
    await onRead()
    // The verifier forgets the tokens it knows when the keys change, so only then.
    guard keys.map(\.id) != state.withLock(\.ids) else {
      return take(after: taken) { _ in }
    }
    let change = try await change(to: keys)
    guard take(after: taken, change) else { return false }
    logger.info("signing keys", metadata: ["key_ids": "\(keys.map(\.id))"])
    return true
  }

  /// - Parameter count: of the reads that were taken when this one was begun.
  private func take(after count: Int, _ change: @Sendable (inout State) -> Void) -> Bool {
    state.withLock { state in
      guard state.taken == count else { return false }
      state.taken += 1
      change(&state)
      return true
    }
  }

  private func change(
    to keys: [SigningKeyRepository.Key]
  ) async throws -> @Sendable (inout State) -> Void {
    var verifying = VerificationKeys()
    var signingKeys: [SigningKey] = []
    var signers: [Signer] = []
    for key in keys {
      let signingKey = try masterKey.open(key.sealedPrivateKey, id: key.id)
      try verifying.add(signingKey)
      signingKeys.append(signingKey)
      signers.append(
        Signer(
          signsFrom: key.signsFrom.secondsSince1970,
          issuer: TokenIssuer(
            key: signingKey, accountClaim: issuance.accountClaim, issuer: issuance.issuer,
            audience: issuance.audience)))
    }
    let published = try await PublishedKeys(verifying)
    let jwks = SigningKey.jwks(of: signingKeys)
    return { [signers] state in
      state.ids = keys.map(\.id)
      state.signers = signers
      state.published = published
      state.jwks = jwks
    }
  }

  private func log(_ error: any Error) {
    logger.error(
      "signing keys not read", metadata: ["error": "\(String(reflecting: error))"])
  }
}
