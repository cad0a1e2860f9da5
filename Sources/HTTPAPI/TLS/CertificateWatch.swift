import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Takes a new certificate in while the server runs: within 5 s after its files have changed, and at
/// once on SIGHUP.
struct CertificateWatch: Service {
  /// Between looks at the files.
  static let interval = Duration.seconds(5)

  private let certificate: ServerCertificate
  private let logger: Logger

  init(_ certificate: ServerCertificate, logger: Logger) {
    self.certificate = certificate
    self.logger = logger
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskGroup { group in
        group.addTask {
          while (try? await Task.sleep(for: Self.interval)) != nil { refresh(always: false) }
        }
        group.addTask {
          for await _ in await UnixSignalsSequence(trapping: .sighup) { refresh(always: true) }
        }
      }
    }
  }

  private func refresh(always: Bool) {
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
    }
  }
}
