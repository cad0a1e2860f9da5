import Foundation
import Glibc

extension Composition {
  /// Where to listen.
  ///
  /// - Throws: `Settings.Fault.wrong`, also where the host's name has no address.
  func listeningAddress() throws(Settings.Fault) -> (host: String, port: Int) {
    let host = try settings.required(.host)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, nil, &found) == 0 else {
      throw .wrong(.host, value: host, expected: "an address or the name of a host")
    }
    freeaddrinfo(found)
    return (host, try settings.integer(.port, in: 0...65535))
  }

  /// The address is taken, is not this machine's, or is not for this user.
  struct CannotListen: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let reason: String

    var description: String {
      """
      Cannot listen on \(Setting.host.variable) \(host), \(Setting.port.variable) \(port): \
      \(reason). Give another port by \(Setting.port.flag); 0 picks a free one.
      """
    }
  }
}
