package import Foundation
import NIOSSL
import Synchronization

/// The server's certificate and its key, from two PEM files that may be replaced while the server
/// runs.
///
/// Owns the TLS context of new connections. Open connections keep the context that they began with.
package final class ServerCertificate: Sendable {
  private struct Current {
    var context: NIOSSLContext
    var stamps: [FileStamp?]
  }

  /// The file of the chain, the server's own certificate first.
  package let certificateFile: String
  /// The file of the key of the first certificate.
  package let keyFile: String
  private let now: @Sendable () -> Date
  private let current: Mutex<Current>

  /// Loads the certificate.
  ///
  /// - Parameter now: the clock.
  /// - Throws: the reason why it cannot be used.
  package init(
    certificateFile: String, keyFile: String, now: @escaping @Sendable () -> Date = { Date() }
  ) throws(CertificateFault) {
    self.certificateFile = certificateFile
    self.keyFile = keyFile
    self.now = now
    let stamps = [FileStamp(of: certificateFile), FileStamp(of: keyFile)]
    let pair = try Self.load(certificateFile, keyFile, now: now())
    current = Mutex(Current(context: pair.context, stamps: stamps))
  }

  /// The TLS context of new connections.
  var context: NIOSSLContext { current.withLock { $0.context } }

  /// Reloads the files if they have changed.
  ///
  /// - Parameter always: whether to reload files that have not changed.
  /// - Returns: when the new certificate expires; nil if nothing was loaded.
  /// - Throws: the fault of the new pair. The old pair stays, and the files are not read again
  ///   until they change.
  package func refresh(always: Bool = false) throws(CertificateFault) -> Date? {
    let stamps = [FileStamp(of: certificateFile), FileStamp(of: keyFile)]
    let isNew = current.withLock { current in
      defer { current.stamps = stamps }
      return current.stamps != stamps
    }
    guard isNew || always else { return nil }
    let pair = try Self.load(certificateFile, keyFile, now: now())
    current.withLock { $0.context = pair.context }
    return pair.expires
  }

  private static func load(
    _ certificateFile: String, _ keyFile: String, now: Date
  ) throws(CertificateFault) -> (context: NIOSSLContext, expires: Date) {
    let chain: [NIOSSLCertificate]
    guard let bytes = contents(of: certificateFile) else {
      throw .unreadable(file: certificateFile)
    }
    do { chain = try NIOSSLCertificate.fromPEMBytes(bytes) } catch {
      throw .noCertificate(file: certificateFile)
    }
    guard let leaf = chain.first else { throw .noCertificate(file: certificateFile) }
    let key: NIOSSLPrivateKey
    guard let keyBytes = contents(of: keyFile) else { throw .unreadableKey(file: keyFile) }
    do { key = try NIOSSLPrivateKey(bytes: keyBytes, format: .pem) } catch {
      throw .noKey(file: keyFile)
    }
    let begins = Date(timeIntervalSince1970: TimeInterval(leaf.notValidBefore))
    let expires = Date(timeIntervalSince1970: TimeInterval(leaf.notValidAfter))
    guard begins <= now else { throw .notYetValid(file: certificateFile, begins: begins) }
    guard now < expires else { throw .expired(file: certificateFile, expires: expires) }
    do {
      return (try NIOSSLContext(configuration: configuration(chain, key)), expires)
    } catch {
      throw .mismatch(certificate: certificateFile, key: keyFile)
    }
  }

  private static func configuration(
    _ chain: [NIOSSLCertificate], _ key: NIOSSLPrivateKey
  ) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    // The suites of TLS 1.2 that HTTP/2 allows (RFC 9113, appendix A). TLS 1.3 has its own.
    configuration.cipherSuiteValues = [
      .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
      .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
      .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
      .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]
    configuration.applicationProtocols = ["h2", "http/1.1"]
    return configuration
  }

  private static func contents(of file: String) -> [UInt8]? {
    (try? Data(contentsOf: URL(fileURLWithPath: file))).map { [UInt8]($0) }
  }
}
