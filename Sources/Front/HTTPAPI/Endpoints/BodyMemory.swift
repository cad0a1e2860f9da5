import Synchronization
package import Telemetry
import Waiting

/// The memory that bodies of one kind may take at once, in this process: uploads, which are held whole
/// until they are stored, downloads of reports, of which a client that reads slowly has some pieces held,
/// and the bodies of token requests and of administrative requests.
///
/// A body that does not fit waits unread, and is refused if no room comes free, so that more clients
/// than can be served cost no more memory. The bodies of one holder, waiting ones included, have a quarter
/// of it at most (for tokens a thirty-second), or what the largest body takes. The holder is an account, since one import of an account
/// is carried out at a time; for tokens it is an address, and for administrative requests a client.
package final class BodyMemory: Sendable {
  package enum Kind: String, Sendable {
    case upload, download, token, administration

    /// Bytes that the largest body takes. Those of requests are held twice: as they arrived and joined.
    fileprivate var largest: Int {
      switch self {
      case .upload, .download: EventImportForm.maximumBodySize
      case .token: 2 * PostToken.maximumBodySize
      case .administration: 2 * AdminBody.bulkLimit
      }
    }

    /// Bytes that one holder's bodies may take of all.
    fileprivate func share(of limit: Int) -> Int {
      switch self {
      case .upload, .download, .administration: max(limit / 4, largest)
      // Addresses cost an attacker less than accounts.
      case .token: max(limit / 32, largest)
      }
    }
  }

  /// Bytes.
  private let room: WeightedSemaphore
  /// Bytes that a holder's bodies may have.
  private let share: Int
  /// Bytes that the holders' bodies have, or wait for.
  private let held = Mutex<[String: Int]>([:])
  private let shareRefusals: Counter

  /// - Parameters:
  ///   - mebibytes: at least what the largest body takes: 7 for uploads and downloads, 1 for tokens, 10
  ///     for administrative requests.
  ///   - waitLimit: how long a body waits for room.
  ///   - metrics: where to say how it is used.
  package init(
    of kind: Kind, mebibytes: Int, waitLimit: Duration = .seconds(5),
    metrics: MetricRegistry = MetricRegistry()
  ) {
    let limit = mebibytes << 20
    precondition(limit >= kind.largest, "the largest body fits")
    let prefix = "wfm_\(kind.rawValue)_memory"
    room = WeightedSemaphore(units: limit, waitLimit: waitLimit)
    share = kind.share(of: limit)
    shareRefusals = metrics.counter(
      "\(prefix)_share_refusals_total",
      "Requests refused because their account, client or address held its share of this memory.")
    metrics.add { [room] in
      let load = room.load
      return [
        MetricFamily(
          .gauge, "\(prefix)_bytes", "Memory that \(kind.held) hold.",
          value: Double(limit - load.free)),
        MetricFamily(
          .gauge, "\(prefix)_limit_bytes", "Memory that \(kind.held) may hold, at most.",
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
  /// - Throws: `.tooManyAtOnce` if the holder's share is used up, `.unavailable` if no room came free in
  ///   time.
  func hold(_ bytes: Int, of holder: String) async throws(APIError) -> Hold {
    guard add(bytes, of: holder) else {
      shareRefusals.increment()
      throw .tooManyAtOnce
    }
    guard await room.take(bytes) == .taken else {
      remove(bytes, of: holder)
      throw .unavailable
    }
    return Hold {
      // In this order: who finds the room free is not refused for a share that is free, too.
      self.remove(bytes, of: holder)
      self.room.giveBack(bytes)
    }
  }

  /// - Returns: whether it is within the holder's share; nothing was added otherwise.
  private func add(_ bytes: Int, of holder: String) -> Bool {
    held.withLock { held in
      let sum = held[holder, default: 0] + bytes
      guard sum <= share else { return false }
      held[holder] = sum
      return true
    }
  }

  private func remove(_ bytes: Int, of holder: String) {
    held.withLock { held in
      let rest = held[holder, default: 0] - bytes
      held[holder] = rest > 0 ? rest : nil
    }
  }
}

extension BodyMemory.Kind {
  fileprivate var held: String {
    switch self {
    case .upload, .download: "\(rawValue)s"
    case .token: "bodies of token requests"
    case .administration: "bodies of administrative requests"
    }
  }
}
