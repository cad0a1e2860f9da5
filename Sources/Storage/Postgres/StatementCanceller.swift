import CLibPQ
import Dispatch
import Synchronization

/// Asks the server to cancel the statement that a session is running, from any thread
/// (PostgreSQL manual, 34.7).
final class StatementCanceller: Sendable {
  /// libpq allows PQcancel from any thread. The mutex keeps the handle alive during the call.
  private struct Handle: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  private let handle = Mutex<Handle?>(nil)
  private let underWay = DispatchGroup()

  deinit { follow(nil) }

  /// Sets the session whose statement `cancel` cancels; nil for none.
  func follow(_ session: OpaquePointer?) {
    let new = session.flatMap { PQgetCancel($0) }.map { Handle(pointer: $0) }
    let old = handle.withLock { handle in
      defer { handle = new }
      return handle
    }
    if let old { PQfreeCancel(old.pointer) }
  }

  /// Returns immediately. The request is sent on a separate connection, which may take a while. An
  /// idle session is not affected.
  func cancel() {
    DispatchQueue.global().async(group: underWay) {
      self.handle.withLock { handle in
        guard let handle else { return }
        var message = [CChar](repeating: 0, count: 256)
        PQcancel(handle.pointer, &message, Int32(message.count))
      }
    }
  }

  /// Blocks until all running requests have arrived, so that none cancels a statement of the
  /// session's next user.
  func settle() { underWay.wait() }
}
