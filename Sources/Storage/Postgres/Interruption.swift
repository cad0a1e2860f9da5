import Glibc
import Synchronization

/// Ends a wait for notifications from another thread, once and for all: a pipe whose writing end is
/// closed is readable from then on.
package final class Interruption: Sendable {
  /// The descriptor that poll(2) finds readable after `raise`.
  let descriptor: Int32
  private let writer: Mutex<Int32?>

  /// An interruption of a statement that has not begun.
  package init() {
    var ends: [Int32] = [-1, -1]
    // Without descriptors left poll(2) overlooks -1, and a wait only lasts to its limit.
    if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
    descriptor = ends[0]
    writer = Mutex(ends[1])
  }

  deinit {
    raise()
    if descriptor >= 0 { close(descriptor) }
  }

  /// Ends the wait that is under way and every later one.
  package func raise() {
    writer.withLock { writer in
      if let end = writer, end >= 0 { close(end) }
      writer = nil
    }
  }
}
