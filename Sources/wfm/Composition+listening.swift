import Foundation
import Glibc

extension Composition {
  /// Where to listen.
  ///
  /// A free port is picked here where the server has to know its own address before it listens.
  ///
  /// - Throws: `Settings.Fault.wrong`, also where the host's name has no address; `NotFree`
  func listeningAddress() throws -> (host: String, port: ListeningPort) {
    let host = try settings.required(.host)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, nil, &found) == 0 else {
      throw Settings.Fault.wrong(.host, value: host, expected: "an address or the name of a host")
    }
    freeaddrinfo(found)
    let number = try settings.integer(.port, in: 0...65535)
    guard number == 0, settings.text(.masterKey) != nil, try publicURL() == nil else {
      return (host, ListeningPort(number))
    }
    return (host, try ListeningPort(freeOn: host))
  }

  /// The address is taken, is not this machine's, or is not for this user.
  struct CannotListen: Error, CustomStringConvertible {
    let host: String
    let port: String
    let reason: String

    var description: String {
      """
      Cannot listen on \(Setting.host.variable) \(host), \(Setting.port.variable) \(port): \
      \(reason). Give another port by \(Setting.port.flag); 0 picks a free one.
      """
    }
  }
}
