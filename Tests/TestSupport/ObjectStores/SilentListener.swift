import Glibc

/// A port that takes connections and never says a word.
package final class SilentListener: Sendable {
  private let socket: LoopbackSocket
  package var port: Int { socket.port }

  package init() throws {
    socket = try LoopbackSocket()
    guard listen(socket.descriptor, 64) == 0 else { throw FreePorts.None() }
  }
}
