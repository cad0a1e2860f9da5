import Foundation
package import Logging
import ServiceLifecycle

/// Loads a new certificate while the server runs, within 5 s after its files have changed.
package struct CertificateWatch: Service {
  /// The time between two polls of the files.
  static let interval = Duration.seconds(5)

  private let certificate: ServerCertificate
  private let logger: Logger

  /// Creates a watch that logs to `logger`.
  package init(_ certificate: ServerCertificate, logger: Logger) {
    self.certificate = certificate
    self.logger = logger
  }

  /// Polls the files until the server shuts down.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while (try? await Task.sleep(for: Self.interval)) != nil { try? refresh(always: false) }
    }
  }

  /// Reloads the certificate, and logs the result.
  ///
  /// - Parameter always: whether to reload files that have not changed.
  /// - Throws: the fault of the new certificate; the server keeps the old one.
  package func refresh(always: Bool) throws(CertificateFault) {
    do throws(CertificateFault) {
      guard let expires = try certificate.refresh(always: always) else { return }
      logger.notice(
        "certificate loaded",
        metadata: [
          "file": "\(certificate.certificateFile)", "expires": "\(expires.ISO8601Format())",
        ])
    } catch {
      logger.error(
        "new certificate rejected, keeping the old one", metadata: ["reason": "\(error)"])
      throw error
    }
  }
}
