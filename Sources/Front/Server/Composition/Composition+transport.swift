import Foundation
package import HTTPFront
import Logging

/// Connections, TLS and proxies.
extension Composition {
  /// The limits of client connections.
  package func transportLimits() throws -> TransportLimits {
    var limits = TransportLimits()
    limits.connections = try settings.integer(.maxConnections)
    limits.connectionsPerClient = try settings.integer(.maxConnectionsPerClient)
    return limits
  }

  /// Raises the limit of open files as far as possible, and warns if it is too low.
  ///
  /// - Throws: `Settings.Fault`
  package func makeRoomForFiles() throws {
    FileLimit.raise()
    let limits = try transportLimits()
    let needed = FileLimit.needed(
      clients: limits.connections,
      database: (try? databaseConnections(servesHTTP: true)) ?? 0)
    if FileLimit.hard < needed {
      logger.warning(
        "the limit of open files is too low for \(Setting.maxConnections.variable)",
        metadata: [
          "allowed": "\(FileLimit.hard)", "needed": "\(needed)", "remedy": "raise ulimit -n",
        ])
    }
  }

  /// The certificate of the server; nil for plain HTTP.
  package func serverCertificate() throws -> ServerCertificate? {
    let files = (settings.text(.tlsCertificate), settings.text(.tlsKey))
    guard case (let certificate?, let key?) = files else {
      for (given, other) in [(Setting.tlsCertificate, Setting.tlsKey), (.tlsKey, .tlsCertificate)]
      where settings.text(given) != nil {
        throw Settings.Fault.unusable(given, reason: "\(other.variable) is not set. Set both.")
      }
      return nil
    }
    do throws(CertificateFault) {
      return try ServerCertificate(certificateFile: certificate, keyFile: key)
    } catch {
      throw Settings.Fault.unusable(
        error.isOfKey ? .tlsKey : .tlsCertificate, reason: "\(error)")
    }
  }

  /// The proxies whose forwarding headers are trusted.
  ///
  /// - Throws: `Settings.Fault.wrong`
  package func trustedProxies() throws -> TrustedProxies {
    guard let proxies = TrustedProxies(addresses: Set(try settings.list(.trustedProxies))) else {
      throw Settings.Fault.wrong(
        .trustedProxies, value: settings.text(.trustedProxies) ?? "",
        expected: "a list of IP addresses and networks")
    }
    return proxies
  }

  /// The base URL at which clients reach the server, without a slash at its end; nil if none is
  /// set.
  ///
  /// - Throws: `Settings.Fault.wrong`
  package func publicURL() throws -> String? {
    guard let value = try url(.publicURL) else { return nil }
    return value.hasSuffix("/") ? String(value.dropLast()) : value
  }

  func url(_ setting: Setting) throws -> String? {
    guard let value = settings.text(setting) else { return nil }
    guard let url = URL(string: value), ["http", "https"].contains(url.scheme), url.host != nil,
      url.query == nil, url.fragment == nil
    else {
      throw Settings.Fault.wrong(
        setting, value: value, expected: "an http or https URL without a query")
    }
    return value
  }
}
