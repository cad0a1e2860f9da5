package import HTTPAPI
import Logging

/// How clients reach the server.
extension Composition {
  /// The bounds of connections.
  package func transportLimits() throws -> TransportLimits {
    var limits = TransportLimits()
    limits.connections = try settings.integer(.maxConnections, in: 1...100_000)
    limits.connectionsPerClient = try settings.integer(.maxConnectionsPerClient, in: 1...100_000)
    return limits
  }

  /// Allows this process all the files that it may have, and warns where they are too few.
  func makeRoomForFiles(of limits: TransportLimits) {
    FileLimit.raise()
    let needed = FileLimit.needed(
      clients: limits.connections,
      database: (try? databaseConnections(servesHTTP: true)) ?? 0)
    if FileLimit.hard < needed {
      logger.warning(
        "fewer open files are allowed than \(Setting.maxConnections.variable) needs",
        metadata: [
          "allowed": "\(FileLimit.hard)", "needed": "\(needed)", "remedy": "raise ulimit -n",
        ])
    }
  }

  /// Nil for plain HTTP.
  package func serverCertificate() throws -> ServerCertificate? {
    let files = (settings.text(.tlsCertificate), settings.text(.tlsKey))
    guard case (let certificate?, let key?) = files else {
      for (given, other) in [(Setting.tlsCertificate, Setting.tlsKey), (.tlsKey, .tlsCertificate)]
      where settings.text(given) != nil {
        throw Settings.Fault.unusable(given, reason: "\(other.variable) is not set beside it.")
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
