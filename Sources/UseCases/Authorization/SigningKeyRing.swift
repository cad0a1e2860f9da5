package import Identity
package import Logging
package import Postgres
import Scheduling
import ServiceLifecycle
import Store
import Synchronization

/// This process's copy of the installation's signing keys. It is read from the database at start
/// and periodically, so a rotation needs no restart.
///
///     absent --created--> published --signs_from--> signing --next key's signs_from--> verifying
///     verifying --verifies_until--> absent        (a revoked key becomes absent in any state)
///
/// While the database is unavailable, the keys stay as they are.
package final class SigningKeyRing: KeySource, Service {
  /// How often the keys are read, by default.
  package static let interval = Duration.seconds(15)
  /// The minimum time between reads caused by unknown key ids.
  static let pause = Duration.seconds(5)

  /// The claims that are equal in all tokens.
  package struct Issuance: Sendable {
    /// The `iss`.
    package var issuer: String
    /// The `aud`.
    package var audience: String
    /// The claim that holds the account.
    package var accountClaim: String

    /// - Parameters: see the properties of the same names.
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
    var readAt: ContinuousClock.Instant?
    /// The number of reads that were applied.
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
  ///   - masterKey: decrypts the keys.
  ///   - issuance: the claims that are equal in all tokens.
  ///   - pool: the connections to the database.
  ///   - interval: the time between two reads of the database.
  ///   - clock: paces the reads.
  ///   - onRead: called after each read, before it is applied.
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

  /// The keys whose signatures are accepted.
  package var published: PublishedKeys? { state.withLock(\.published) }

  /// The public keys as a JWK Set; nil if none are known.
  package var jwks: String? { state.withLock(\.jwks) }

  /// The issuer of tokens with the newest key that signs at this time; nil if no key is known.
  ///
  /// The oldest key also signs before its time, since the database's clock may be ahead.
  ///
  /// - Parameter now: seconds since 1970 UTC.
  package func issuer(now: Int64) -> TokenIssuer? {
    state.withLock { state in
      (state.signers.last { $0.signsFrom <= now } ?? state.signers.first)?.issuer
    }
  }

  /// Reads the keys before the first request. If the database is unavailable, `run` retries.
  ///
  /// - Throws: `SigningKeyFault` if another master key encrypted the keys.
  package func start() async throws {
    do {
      try await refresh()
    } catch let error as PostgresError {
      log(error)
    }
  }

  /// Reads the keys periodically until shutdown.
  ///
  /// - Throws: `SigningKeyFault` if no key is known yet and another master key encrypted the keys.
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

  /// Reads the keys, unless the last read of this kind was less than `pause` ago.
  package func refreshed() async -> PublishedKeys? {
    let now = ContinuousClock.now
    let isTooSoon = state.withLock { state in
      if let last = state.readAt, last.duration(to: now) < Self.pause { return true }
      state.readAt = now
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

  /// Reads the keys, and creates one if there is none.
  package func refresh() async throws {
    var isTaken = false
    while !isTaken { isTaken = try await refreshUnlessOvertaken() }
  }

  /// Reads the keys and applies them, unless another read was applied in the meantime.
  ///
  /// The order of two concurrent reads is unknown. The second result is dropped, since it may
  /// contain a revoked key.
  ///
  /// - Returns: false if another read was applied in the meantime.
  private func refreshUnlessOvertaken() async throws -> Bool {
    let taken = state.withLock(\.taken)
    let keys = try await pool.withConnection { [rotation] connection in
      let keys = try SigningKeyRepository.current(on: connection)
      if keys.contains(where: { $0.verifiesUntil == nil }) { return keys }
      _ = try await rotation.ensureKey(on: connection)
      return try SigningKeyRepository.current(on: connection)
    }
    await onRead()
    // Applying keys empties the verifier's cache, so unchanged keys are not applied.
    guard keys.map(\.id) != state.withLock(\.ids) else {
      return take(after: taken) { _ in }
    }
    let change = try await change(to: keys)
    guard take(after: taken, change) else { return false }
    logger.info("signing keys", metadata: ["key_ids": "\(keys.map(\.id))"])
    return true
  }

  /// - Parameter count: the number of applied reads when this read began.
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
      "signing keys could not be read", metadata: ["error": "\(String(reflecting: error))"])
  }
}
