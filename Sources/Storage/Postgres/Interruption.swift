import Glibc
import Synchronization

/// Ends a wait for notifications from another thread, permanently. It closes the writing end of a
/// pipe, which then stays readable.
package final class Interruption: Sendable {
  /// The descriptor that poll(2) finds readable after `raise`.
  let descriptor: Int32
  private let writer: Mutex<Int32?>

  /// An interruption that has not been raised.
  package init() {
    var ends: [Int32] = [-1, -1]
    // If no descriptors are left, poll(2) ignores -1, and a wait ends only at its limit.
    if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
    descriptor = ends[0]
    writer = Mutex(ends[1])
  }

  deinit {
    raise()
    if descriptor >= 0 { close(descriptor) }
  }

  /// Ends the current wait and every later one.
  package func raise() {
    writer.withLock { writer in
      if let end = writer, end >= 0 { close(end) }
      writer = nil
    }
  }
}
