import Glibc
import HTTPAPI
import Logging

/// How clients reach the server.
extension Composition {
  /// The bounds of connections. Makes room for their files.
  func transportLimits() throws -> TransportLimits {
    var limits = TransportLimits()
    limits.connections = try settings.integer(.maxConnections, in: 1...100_000)
    limits.connectionsPerClient = try settings.integer(.maxConnectionsPerClient, in: 1...100_000)
    let needed = limits.connections + Self.otherFiles
    let allowed = Self.allowOpenFiles(needed)
    if allowed < needed {
      logger.warning(
        "fewer open files are allowed than \(Setting.maxConnections.variable) needs",
        metadata: ["allowed": "\(allowed)", "needed": "\(needed)", "remedy": "raise ulimit -n"])
    }
    return limits
  }

  /// Nil for plain HTTP.
  func serverCertificate() throws -> ServerCertificate? {
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

  /// Database sessions, logs, and what the system's libraries hold.
  private static let otherFiles = 600

  /// Raises the limit of open files as far as it may be.
  ///
  /// - Returns: how many there may be now.
  private static func allowOpenFiles(_ count: Int) -> Int {
    let files = Int32(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return count }
    if limit.rlim_cur < rlim_t(count) {
      limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
      _ = setrlimit(files, &limit)
      _ = getrlimit(files, &limit)
    }
    return Int(min(limit.rlim_cur, rlim_t(Int.max)))
  }
}
