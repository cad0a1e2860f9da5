import Foundation
import Synchronization

/// A port to listen on: a given one, or a free one that is kept from other processes until the
/// server has it.
///
/// Kept by a socket that is bound and does not listen, beside which Linux lets another socket with
/// SO_REUSEADDR be bound, but gives the port to nobody who asks for any.
package final class ListeningPort: Sendable {
  package let number: Int
  private let keeper: Mutex<Int32?>

  init(_ number: Int) {
    self.number = number
    keeper = Mutex(nil)
  }

  /// - Parameter host: a name or an address of this machine.
  /// - Throws: `NotFree`
  init(freeOn host: String) throws {
    guard let (descriptor, number) = Self.bound(host: host, port: 0) else {
      throw NotFree(host: host)
    }
    self.number = number
    #if os(Linux)
      keeper = Mutex(descriptor)
    #else
      close(descriptor)
      keeper = Mutex(nil)
    #endif
  }

  deinit { release() }

  /// Called once the server listens.
  func release() {
    keeper.withLock { descriptor in
      if let descriptor { close(descriptor) }
      descriptor = nil
    }
  }

  struct NotFree: Error, CustomStringConvertible {
    let host: String
    var description: String { "There is no free port on \(host)." }
  }

  /// Whether a server could listen on the port now.
  package static func isFree(_ number: Int, host: String) -> Bool {
    guard let (descriptor, _) = bound(host: host, port: number) else { return false }
    close(descriptor)
    return true
  }

  private static func bound(host: String, port number: Int) -> (descriptor: Int32, port: Int)? {
    var addresses: UnsafeMutablePointer<addrinfo>?
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE
    guard getaddrinfo(host, "\(number)", &hints, &addresses) == 0, let address = addresses?.pointee
    else {
      return nil
    }
    defer { freeaddrinfo(addresses) }
    #if os(Linux)
      let type = Int32(SOCK_STREAM.rawValue)
    #else
      let type = SOCK_STREAM
    #endif
    let descriptor = socket(address.ai_family, type, 0)
    guard descriptor >= 0 else { return nil }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0,
      let port = port(of: descriptor)
    else {
      close(descriptor)
      return nil
    }
    return (descriptor, port)
  }

  private static func port(of descriptor: Int32) -> Int? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard result == 0 else { return nil }
    // The port stands at the same place for IPv4 and IPv6.
    return withUnsafeBytes(of: storage) { bytes in
      Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
    }
  }
}
