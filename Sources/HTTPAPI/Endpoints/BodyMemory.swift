import Synchronization
package import Telemetry
import Waiting

/// The memory that bodies of one kind may take at once, in this process: uploads, which are held whole
/// until they are stored, or downloads of reports, of which a client that reads slowly has some pieces held.
///
/// What does not fit waits, an upload with its body unread, and is refused where no room comes free, so
/// that more clients than can be served cost no more memory. An account's bodies, those that wait
/// included, have a quarter of it at most, or what the largest upload takes, since one import of an
/// account is carried out at a time.
package final class BodyMemory: Sendable {
  package enum Kind: String, Sendable {
    case upload, download
  }

  /// Bytes.
  private let room: WeightedSemaphore
  /// Bytes that an account's bodies may have.
  private let share: Int
  /// Bytes that the accounts' bodies have, or wait for.
  private let held = Mutex<[String: Int]>([:])
  private let shareRefusals: Counter

  /// - Parameters:
  ///   - mebibytes: at least 8, which is more than the largest upload takes.
  ///   - waitLimit: how long a body waits for room.
  ///   - metrics: where to say how it is used.
  package init(
    of kind: Kind, mebibytes: Int, waitLimit: Duration = .seconds(5),
    metrics: MetricRegistry = MetricRegistry()
  ) {
    precondition(mebibytes >= 8, "the largest upload fits")
    let limit = mebibytes << 20
    let prefix = "wfm_\(kind.rawValue)_memory"
    room = WeightedSemaphore(units: limit, waitLimit: waitLimit)
    share = max(limit / 4, EventImportForm.maximumBodySize)
    shareRefusals = metrics.counter(
      "\(prefix)_share_refusals_total",
      "Requests refused because others of their account had the account's share of this memory.")
    metrics.add { [room] in
      let load = room.load
      return [
        MetricFamily(
          .gauge, "\(prefix)_bytes", "Memory that \(kind.rawValue)s hold.",
          value: Double(limit - load.free)),
        MetricFamily(
          .gauge, "\(prefix)_limit_bytes", "Memory that \(kind.rawValue)s may hold, at most.",
          value: Double(limit)),
        MetricFamily(
          .gauge, "\(prefix)_pending_requests", "Requests that wait for this memory.",
          value: Double(load.waiting)),
        MetricFamily(
          .counter, "\(prefix)_timeouts_total", "Requests that waited for this memory in vain.",
          value: Double(load.late)),
      ]
    }
  }

  /// Room that is held, until the last reference to it goes.
  final class Hold: Sendable {
    private let release: @Sendable () -> Void

    fileprivate init(release: @escaping @Sendable () -> Void) { self.release = release }

    deinit { release() }
  }

  /// Takes room for this many bytes.
  ///
  /// - Throws: `.tooManyAtOnce` where the account's share is used up, `.unavailable` where no room came free
  ///   in time.
  func hold(_ bytes: Int, of account: String) async throws(APIError) -> Hold {
    guard add(bytes, of: account) else {
      shareRefusals.increment()
      throw .tooManyAtOnce
    }
    guard await room.take(bytes) == .taken else {
      remove(bytes, of: account)
      throw .unavailable
    }
    return Hold {
      // In this order: who finds the room free is not refused for a share that is free, too.
      self.remove(bytes, of: account)
      self.room.giveBack(bytes)
    }
  }

  /// - Returns: whether it is within the account's share; nothing was added otherwise.
  private func add(_ bytes: Int, of account: String) -> Bool {
    held.withLock { held in
      let sum = held[account, default: 0] + bytes
      guard sum <= share else { return false }
      held[account] = sum
      return true
    }
  }

  private func remove(_ bytes: Int, of account: String) {
    held.withLock { held in
      let rest = held[account, default: 0] - bytes
      held[account] = rest > 0 ? rest : nil
    }
  }
}
