import Foundation
import Synchronization

/// A port to listen on: a given one, or a free one that is reserved until the server listens.
///
/// A bound socket that does not listen reserves the port. With SO_REUSEADDR, Linux lets the server
/// bind it too, but does not assign it to a process that asks for any free port.
package final class ListeningPort: Sendable {
  /// The port number; 0 if the system is to pick one when the server listens.
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

  /// Ends the reservation. The caller calls it as soon as the server listens.
  func release() {
    keeper.withLock { descriptor in
      if let descriptor { close(descriptor) }
      descriptor = nil
    }
  }

  struct NotFree: Error, CustomStringConvertible {
    let host: String
    var description: String { "No port is free on \(host)." }
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
    // The port has the same offset for IPv4 and IPv6.
    return withUnsafeBytes(of: storage) { bytes in
      Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
    }
  }
}
