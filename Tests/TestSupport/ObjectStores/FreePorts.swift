import Glibc

/// Free ports of 127.0.0.1.
package enum FreePorts {
  package struct None: Error {}

  /// Several different ports.
  package static func take(_ count: Int) throws -> [Int] {
    let sockets = try (0..<count).map { _ in try LoopbackSocket() }
    return sockets.map(\.port)
  }
}

/// A socket that is bound to a free port of 127.0.0.1 until this object is released.
final class LoopbackSocket: Sendable {
  let descriptor: Int32
  let port: Int

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { [descriptor] in
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard isBound else { throw FreePorts.None() }
  }

  deinit { close(descriptor) }
}
