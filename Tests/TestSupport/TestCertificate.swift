import EmbeddedPostgres
import Foundation

/// A certificate and its key. The openssl command creates them in the caller's folder.
package struct TestCertificate: Sendable {
  package let file: String
  package let keyFile: String

  package struct Failed: Error, CustomStringConvertible {
    package let description: String
  }

  /// - Parameters:
  ///   - path: the file of the certificate. The key is next to it, with the ending `.key`.
  ///   - names: the hosts and addresses of the certificate, such as `DNS:localhost`. Empty for a
  ///     CA.
  ///   - issuer: the CA that signs it; nil for a self-signed certificate.
  package init(_ path: String, names: [String] = [], issuer: TestCertificate? = nil) throws {
    file = path
    keyFile = "\(path).key"
    var arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-out", file, "-keyout", keyFile, "-days", "2", "-subj", "/CN=\(UUID().uuidString)",
    ]
    if !names.isEmpty {
      arguments += ["-addext", "subjectAltName=\(names.joined(separator: ","))"]
      arguments += ["-addext", "basicConstraints=critical,CA:FALSE"]
    }
    if let issuer { arguments += ["-CA", issuer.file, "-CAkey", issuer.keyFile] }
    try Self.openssl(arguments)
  }

  /// Writes an expired certificate of the same key.
  package func writeExpired(to path: String) throws {
    try Self.openssl(["x509", "-in", file, "-signkey", keyFile, "-days", "0", "-out", path])
  }

  private static func openssl(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    let errors = Pipe.made()
    process.standardError = errors
    try process.start()
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(description: String(decoding: said, as: UTF8.self))
    }
  }
}
