import Foundation
package import Logging
import ServiceLifecycle

/// Takes a new certificate in while the server runs: within 5 s after its files have changed.
package struct CertificateWatch: Service {
  /// Between looks at the files.
  static let interval = Duration.seconds(5)

  private let certificate: ServerCertificate
  private let logger: Logger

  package init(_ certificate: ServerCertificate, logger: Logger) {
    self.certificate = certificate
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while (try? await Task.sleep(for: Self.interval)) != nil { try? refresh(always: false) }
    }
  }

  /// Loads the certificate again, and logs what came of it.
  ///
  /// - Parameter always: also where the files are those that were read last.
  /// - Throws: what is wrong with the new one; the old one stays.
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
        "new certificate refused, the old one stays", metadata: ["reason": "\(error)"])
      throw error
    }
  }
}
