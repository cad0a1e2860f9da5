import CLibPQ
import Dispatch
import Synchronization

/// Asks the server to cancel the statement that a session is running, from any thread
/// (PostgreSQL manual, 34.7).
final class StatementCanceller: Sendable {
  /// libpq allows PQcancel from any thread; the mutex keeps the handle alive meanwhile.
  private struct Handle: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  private let handle = Mutex<Handle?>(nil)
  private let underWay = DispatchGroup()

  deinit { follow(nil) }

  /// From now on this session's statements are meant; with nil none.
  func follow(_ session: OpaquePointer?) {
    let new = session.flatMap { PQgetCancel($0) }.map { Handle(pointer: $0) }
    let old = handle.withLock { handle in
      defer { handle = new }
      return handle
    }
    if let old { PQfreeCancel(old.pointer) }
  }

  /// Returns immediately: the request is sent on its own connection, which may take a while. A
  /// session that is running nothing is not affected.
  func cancel() {
    DispatchQueue.global().async(group: underWay) {
      self.handle.withLock { handle in
        guard let handle else { return }
        var message = [CChar](repeating: 0, count: 256)
        PQcancel(handle.pointer, &message, Int32(message.count))
      }
    }
  }

  /// Blocks until requests that are under way have arrived, so that none hits the statement of the
  /// next user of the session.
  func settle() { underWay.wait() }
}
