import Synchronization
package import Telemetry
import Waiting

/// The memory that uploads may take at once, in this process.
///
/// An upload holds its whole body until it is stored. What does not fit waits with its body unread,
/// and is refused where no room comes free, so that more clients than can be served cost no more
/// memory. An account's uploads, those that wait included, have a quarter of it at most, since one
/// import of an account is carried out at a time.
package final class UploadMemory: Sendable {
  /// Bytes.
  private let room: WeightedSemaphore
  /// Bytes that an account's uploads may have.
  private let share: Int
  /// Bytes that the accounts' uploads have, or wait for.
  private let held = Mutex<[String: Int]>([:])
  private let shareRefusals: Counter

  /// - Parameters:
  ///   - mebibytes: at least 8, which is more than the largest upload takes.
  ///   - waitLimit: how long an upload waits for room.
  ///   - metrics: where to say how it is used.
  package init(
    mebibytes: Int, waitLimit: Duration = .seconds(5), metrics: MetricRegistry = MetricRegistry()
  ) {
    precondition(mebibytes >= 8, "the largest upload fits")
    let limit = mebibytes << 20
    room = WeightedSemaphore(units: limit, waitLimit: waitLimit)
    share = max(limit / 4, EventImportForm.maximumBodySize)
    shareRefusals = metrics.counter(
      "wfm_upload_memory_share_refusals_total",
      "Uploads refused because others of their account had the account's share of the memory.")
    metrics.add { [room] in
      let load = room.load
      return [
        MetricFamily(
          .gauge, "wfm_upload_memory_bytes", "Memory that uploads hold.",
          value: Double(limit - load.free)),
        MetricFamily(
          .gauge, "wfm_upload_memory_limit_bytes", "Memory that uploads may hold, at most.",
          value: Double(limit)),
        MetricFamily(
          .gauge, "wfm_upload_memory_pending_requests", "Uploads that wait for memory.",
          value: Double(load.waiting)),
        MetricFamily(
          .counter, "wfm_upload_memory_timeouts_total", "Uploads that waited for memory in vain.",
          value: Double(load.late)),
      ]
    }
  }

  /// Runs `body` with room for this many bytes, which are free again behind it.
  ///
  /// - Throws: `APIError.unavailable` where no room came free in time, or the account's share is used up;
  ///   what `body` throws.
  func holding<R>(
    _ bytes: Int, of account: String, _ body: () async throws -> R
  ) async throws -> R {
    guard add(bytes, of: account) else {
      shareRefusals.increment()
      throw APIError.unavailable
    }
    defer { remove(bytes, of: account) }
    guard await room.take(bytes) == .taken else { throw APIError.unavailable }
    defer { room.giveBack(bytes) }
    return try await body()
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
