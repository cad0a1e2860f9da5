package import Telemetry
import Waiting

/// The memory that uploads may take at once, in this process.
///
/// An upload holds its whole body until it is stored. What does not fit waits with its body unread,
/// and is refused where no room comes free, so that more clients than can be served cost no more
/// memory.
package final class UploadMemory: Sendable {
  /// Bytes.
  private let room: WeightedSemaphore

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
  /// - Throws: `APIError.unavailable` where no room came free in time; what `body` throws.
  func holding<R>(_ bytes: Int, _ body: () async throws -> R) async throws -> R {
    guard await room.take(bytes) == .taken else { throw APIError.unavailable }
    defer { room.giveBack(bytes) }
    return try await body()
  }
}
