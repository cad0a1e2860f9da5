import Foundation
import Glibc
import NIOCore

extension Composition {
  /// The host and port to listen on.
  ///
  /// Reserves a free port if the server needs its own address before it listens.
  ///
  /// - Throws: `Settings.Fault.wrong`, also for a host name without an address; `NotFree`
  package func listeningAddress() throws -> (host: String, port: ListeningPort) {
    let host = try host(.host)
    let number = try settings.integer(.port)
    guard number == 0, settings.text(.masterKey) != nil, try publicURL() == nil else {
      return (host, ListeningPort(number))
    }
    return (host, try ListeningPort(freeOn: host))
  }

  /// The health probe of a server with these settings.
  ///
  /// - Parameter address: as `listeningAddress` returns it.
  package func healthProbe(of address: (host: String, port: ListeningPort)) -> HealthProbe {
    HealthProbe(
      host: address.host, port: address.port.number,
      isSecure: settings.text(.tlsCertificate) != nil)
  }

  /// - Throws: `Settings.Fault.wrong` for a host name without an address.
  func host(_ setting: Setting) throws(Settings.Fault) -> String {
    let host = try settings.required(setting)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, nil, &found) == 0 else {
      throw .wrong(setting, value: host, expected: "an address or a host name")
    }
    freeaddrinfo(found)
    return host
  }

  func cannotListen(_ host: Setting, _ port: Setting, _ error: IOError) throws -> CannotListen {
    CannotListen(
      host: (host, try settings.required(host)), port: (port, try settings.required(port)),
      reason: String(cString: strerror(error.errnoCode)))
  }

  /// The address is in use, is not this machine's, or is not permitted to this user.
  struct CannotListen: Error, CustomStringConvertible {
    let host: (setting: Setting, value: String)
    let port: (setting: Setting, value: String)
    let reason: String

    var description: String {
      """
      Cannot listen on \(host.setting.variable) \(host.value), \
      \(port.setting.variable) \(port.value): \(reason). \
      Set another port with \(port.setting.flag); 0 picks a free one.
      """
    }
  }
}
