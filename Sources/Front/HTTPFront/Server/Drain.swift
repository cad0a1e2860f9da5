import ServiceLifecycle
import Synchronization

/// The time between the signal to stop and the closing of the listener. The server serves meanwhile, but
/// says that it is not ready: a load balancer that asks sends new connections elsewhere, and loses none
/// to the closing, which resets those that it has made and the server has not accepted yet.
///
/// A service group stops its services in reverse order, each once the one behind it has ended, so this
/// one stands last.
package final class Drain: Service {
  /// How long it lasts.
  package let duration: Duration
  private let state = Atomic(false)

  package init(for duration: Duration = .zero) { self.duration = duration }

  /// Whether the signal has come.
  package var hasBegun: Bool { state.load(ordering: .relaxed) }

  package func run() async throws {
    try await gracefulShutdown()
    state.store(true, ordering: .relaxed)
    try await Task.sleep(for: duration)
  }
}
