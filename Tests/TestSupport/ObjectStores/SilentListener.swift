import Glibc

/// A port that accepts connections and never sends a byte.
package final class SilentListener: Sendable {
  private let socket: LoopbackSocket
  package var port: Int { socket.port }

  package init() throws {
    socket = try LoopbackSocket()
    guard listen(socket.descriptor, 64) == 0 else { throw FreePorts.None() }
  }
}
