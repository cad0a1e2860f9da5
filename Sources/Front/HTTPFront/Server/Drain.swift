import ServiceLifecycle
import Synchronization

/// The time between the signal to stop and the closing of the listener.
///
/// The server still serves, but reports that it is not ready, so that load balancers send new
/// connections elsewhere. Closing the listener resets connections that it has not accepted yet.
///
/// A service group stops its services one by one in reverse order. So this service is the last of
/// its group.
package final class Drain: Service {
  /// The length of the drain.
  package let duration: Duration
  private let state = Atomic(false)

  /// Creates a drain of this length.
  package init(for duration: Duration = .zero) { self.duration = duration }

  /// Whether the signal to stop has come.
  package var hasBegun: Bool { state.load(ordering: .relaxed) }

  /// Waits for the signal to stop, then for the length of the drain.
  package func run() async throws {
    try await gracefulShutdown()
    state.store(true, ordering: .relaxed)
    try await Task.sleep(for: duration)
  }
}
