import Synchronization
package import Telemetry
import Waiting

/// The memory that bodies of one kind may hold in this process.
///
/// A body that does not fit waits unread, and is rejected if the wait times out. So clients over
/// the limit use no more memory. The bodies of one holder, waiting ones included, get a share of
/// the memory. The holder is an account, a client or an address, by its key.
package final class BodyMemory: Sendable {
  /// A kind of bodies.
  package struct Kind: Sendable {
    /// The kind's name in metrics, such as `upload`.
    let name: String
    /// The noun in the descriptions of metrics, such as `uploads`.
    let bodies: String
    /// Bytes that the largest body takes.
    let largest: Int
    /// One holder's share of the memory, as a divisor: 4 for a quarter.
    let shares: Int

    /// Creates a kind. A holder's share is never smaller than the largest body.
    package init(name: String, bodies: String, largest: Int, shares: Int) {
      self.name = name
      self.bodies = bodies
      self.largest = largest
      self.shares = shares
    }
  }

  /// The reason why a body gets no memory.
  package enum Refusal: Error {
    /// The holder's other bodies hold its share.
    case shareUsedUp
    /// No memory became free in time.
    case timedOut
  }

  /// Bytes.
  private let room: WeightedSemaphore
  /// Bytes that a holder's bodies may have.
  private let share: Int
  /// Bytes that the holders' bodies have, or wait for.
  private let held = Mutex<[String: Int]>([:])
  private let shareRefusals: Counter

  /// - Parameters:
  ///   - mebibytes: at least the size of the largest body.
  ///   - waitLimit: how long a body waits for memory.
  ///   - metrics: where the use of the memory is counted.
  package init(
    of kind: Kind, mebibytes: Int, waitLimit: Duration = .seconds(5),
    metrics: MetricRegistry = MetricRegistry()
  ) {
    let limit = mebibytes << 20
    precondition(limit >= kind.largest, "the largest body fits")
    room = WeightedSemaphore(units: limit, waitLimit: waitLimit)
    share = max(limit / kind.shares, kind.largest)
    let prefix = "wfm_\(kind.name)_memory"
    shareRefusals = metrics.counter(
      "\(prefix)_share_refusals_total",
      "Requests rejected because their account, client or address held its share of this memory.")
    metrics.add { [room] in
      let load = room.load
      return [
        MetricFamily(
          .gauge, "\(prefix)_bytes", "Memory in use by \(kind.bodies).",
          value: Double(limit - load.free)),
        MetricFamily(
          .gauge, "\(prefix)_limit_bytes", "Maximum memory for \(kind.bodies).",
          value: Double(limit)),
        MetricFamily(
          .gauge, "\(prefix)_pending_requests", "Requests that wait for this memory.",
          value: Double(load.waiting)),
        MetricFamily(
          .counter, "\(prefix)_timeouts_total",
          "Requests that timed out while they waited for this memory.", value: Double(load.late)),
      ]
    }
  }

  /// Memory that is held until the last reference to this object is released.
  package final class Hold: Sendable {
    private let release: @Sendable () -> Void

    fileprivate init(release: @escaping @Sendable () -> Void) { self.release = release }

    deinit { release() }
  }

  /// Takes memory for this many bytes, and waits for it if necessary.
  package func hold(_ bytes: Int, of holder: String) async throws(Refusal) -> Hold {
    guard add(bytes, of: holder) else {
      shareRefusals.increment()
      throw .shareUsedUp
    }
    guard await room.take(bytes) == .taken else {
      remove(bytes, of: holder)
      throw .timedOut
    }
    return Hold {
      // In this order: a request that finds free memory must also find its share free.
      self.remove(bytes, of: holder)
      self.room.giveBack(bytes)
    }
  }

  /// - Returns: whether the bytes are within the holder's share; otherwise nothing was added.
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
