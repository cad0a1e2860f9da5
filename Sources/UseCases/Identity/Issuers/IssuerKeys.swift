import Crypto
package import Logging
import ServiceLifecycle
import Synchronization
import Waiting

/// The keys that an issuer publishes, fetched over HTTP and kept.
///
/// Owned by the composition, one for each issuer; asked by every request, fed by `run()`. Visits to
/// the issuer never overlap: whoever wants one while one is under way waits for that.
///
///     none ---visit---> kept ---visit---> kept, perhaps other keys
///     kept ---24 h of failed visits---> none
///     kept ---an empty set---> none
///
/// An issuer that does not answer leaves the keys as they are for `RefreshSchedule.keptFor`: a
/// failure of theirs is not to be ours, but keys that were taken away must not be believed for ever
/// by a server that somebody keeps from hearing of it. An issuer that answers with a set without
/// usable keys has taken them all away, which counts at once.
package final class IssuerKeys: KeySource, Service {
  /// The issuer as its tokens name it.
  package let issuer: String
  let clock: RefreshClock
  let logger: Logger
  let visit: KeySetVisit
  private let state: Mutex<State>

  private struct State {
    var keys: PublishedKeys?
    /// Of the set that `keys` were read from: an equal one leaves the verified tokens in their cache.
    var digest: SHA256.Digest?
    var schedule: RefreshSchedule
    var visiting: Task<Void, Never>?
  }

  /// - Parameter issuer: where `location` is discovery also the address to begin at.
  /// - Throws: what is wrong with the address, if discovery cannot begin there.
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

  package var published: PublishedKeys? {
    let now = clock.now()
    return state.withLock { $0.schedule.isKept(at: now) ? $0.keys : nil }
  }

  /// Visits the issuer if no token has caused that within 10 s, or waits for a visit under way.
  package func publishedAnew() async -> PublishedKeys? {
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

  /// Visits the issuer, or waits for a visit under way; gives it up with this task.
  func refresh() async {
    await state.withLock { task(in: &$0) }.valueCancelledWithWaiter
  }

  /// The visit under way, or a new one. It is no child of the request that wants it: others wait for
  /// it too.
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

  /// Takes over what the issuer publishes.
  ///
  /// - Throws: `keys`, where it is no JWK Set.
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

  /// - Returns: nil for a set without a key that can be used.
  private func read(_ set: KeySetVisit.KeySet) async throws(IssuerFault) -> PublishedKeys? {
    do throws(KeyFault) {
      var keys = VerificationKeys()
      let skipped = try keys.add(jwks: set.document.body)
      logger.notice(
        "the issuer's keys are new",
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
