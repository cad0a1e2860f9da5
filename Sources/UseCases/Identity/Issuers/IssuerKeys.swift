import Crypto
package import Logging
import ServiceLifecycle
import Synchronization
import Waiting

/// The keys that an issuer publishes, fetched over HTTP and cached.
///
/// Each issuer has one instance. Every request reads it, and `run()` refreshes it. Visits to the
/// issuer never overlap: a caller that needs a visit during another visit waits for the running
/// one.
///
///     none ---visit---> kept ---visit---> kept, perhaps other keys
///     kept ---24 h of failed visits---> none
///     kept ---an empty set---> none
///
/// If an issuer does not answer, its keys are trusted for `RefreshSchedule.keptFor`, so that its
/// failure does not become ours. The limit exists because an attacker might block the news that a
/// key was withdrawn. An issuer that answers with a set without usable keys has withdrawn all keys.
/// This takes effect immediately.
package final class IssuerKeys: KeySource, Service {
  /// The issuer, as its tokens name it.
  package let issuer: String
  let clock: RefreshClock
  let logger: Logger
  let visit: KeySetVisit
  private let state: Mutex<State>

  private struct State {
    var keys: PublishedKeys?
    /// The digest of the set that `keys` were read from. An unchanged set keeps the cache of
    /// verified tokens.
    var digest: SHA256.Digest?
    var schedule: RefreshSchedule
    var visiting: Task<Void, Never>?
  }

  /// - Parameters:
  ///   - issuer: as its tokens name it. With `.discovery`, it is also the URL where discovery
  ///     begins.
  ///   - location: where the keys are.
  ///   - clock: paces the visits.
  /// - Throws: the fault of the URL, if discovery cannot begin there.
  package init(
    issuer: String, location: KeyLocation, clock: RefreshClock = .system, logger: Logger
  ) throws(IssuerURLFault) {
    if case .discovery = location { _ = try IssuerURL(issuer).discoveryDocuments }
    self.issuer = issuer
    self.clock = clock
    var logger = logger
    logger[metadataKey: "issuer"] = "\(issuer)"
    self.logger = logger
    visit = KeySetVisit(issuer: issuer, location: location, clock: clock)
    state = Mutex(State(schedule: RefreshSchedule(start: clock.now())))
  }

  /// The known keys; nil if none were fetched within `RefreshSchedule.keptFor`.
  package var published: PublishedKeys? {
    let now = clock.now()
    return state.withLock { $0.schedule.isKept(at: now) ? $0.keys : nil }
  }

  /// Waits for the current visit if there is one. Otherwise visits the issuer, unless a token has
  /// caused a visit within the last 10 s.
  package func refreshed() async -> PublishedKeys? {
    let now = clock.now()
    let visiting = state.withLock { state -> Task<Void, Never>? in
      if state.visiting == nil, !state.schedule.takesDemand(at: now) { return nil }
      return task(in: &state)
    }
    await visiting?.value
    return published
  }

  /// When the next visit is due.
  var nextVisit: ContinuousClock.Instant { state.withLock { $0.schedule.next } }

  /// Visits the issuer or waits for the current visit. Cancelling this task cancels the visit.
  func refresh() async {
    await state.withLock { task(in: &$0) }.valueCancelledWithWaiter
  }

  /// The current visit, or a new visit. It is not a child task of the request, since other requests
  /// wait for it too.
  private func task(in state: inout State) -> Task<Void, Never> {
    if let visiting = state.visiting { return visiting }
    let visiting = Task { await fetch() }
    state.visiting = visiting
    return visiting
  }

  private func fetch() async {
    do throws(IssuerFault) {
      let set = try await visit.keySet()
      try await adopt(set)
    } catch {
      let now = clock.now()
      let (failures, next) = state.withLock { state in
        state.visiting = nil
        if error != .cancelled { state.schedule.failed(at: now) }
        return (state.schedule.failures, state.schedule.next)
      }
      guard error != .cancelled else { return }
      logger.warning(
        "the issuer's keys could not be fetched",
        metadata: [
          "error": "\(error)", "failures": "\(failures)", "next": "in \(next - now)",
        ])
    }
  }

  /// Replaces the keys with the set that the issuer publishes.
  ///
  /// - Throws: `keys` if the document is not a JWK Set.
  private func adopt(_ set: KeySetVisit.KeySet) async throws(IssuerFault) {
    let digest = SHA256.hash(data: set.document.body)
    let isSame = state.withLock { $0.keys != nil && $0.digest == digest }
    var keys: PublishedKeys?
    if !isSame { keys = try await read(set) }
    let now = clock.now()
    state.withLock { state in
      state.visiting = nil
      state.schedule.succeeded(at: now, lifetime: set.document.lifetime)
      guard !isSame else { return }
      state.keys = keys
      state.digest = digest
    }
  }

  /// - Returns: nil for a set without a usable key.
  private func read(_ set: KeySetVisit.KeySet) async throws(IssuerFault) -> PublishedKeys? {
    do throws(KeyFault) {
      var keys = VerificationKeys()
      let skipped = try keys.add(jwks: set.document.body)
      logger.notice(
        "the issuer changed its keys",
        metadata: [
          "url": "\(set.url)", "keys": "\(keys.count)",
          "left_out": "\(skipped.joined(separator: "; "))",
        ])
      return try await PublishedKeys(keys)
    } catch .noUsableKey(let reasons) {
      logger.error(
        "the issuer publishes no key that can be used",
        metadata: ["url": "\(set.url)", "left_out": "\(reasons.joined(separator: "; "))"])
      return nil
    } catch {
      throw .keys(url: set.url.text, error)
    }
  }
}
