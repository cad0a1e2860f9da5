package import HTTPFront
import Logging

/// Connections and TLS.
extension Composition {
  /// The limits of client connections.
  package func transportLimits() throws -> TransportLimits {
    var limits = TransportLimits()
    limits.connections = try settings.integer(.maxConnections)
    limits.connectionsPerClient = try settings.integer(.maxConnectionsPerClient)
    return limits
  }

  /// Raises the limit of open files as far as possible, and warns if it is too low.
  func makeRoomForFiles(of limits: TransportLimits) {
    FileLimit.raise()
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
}
