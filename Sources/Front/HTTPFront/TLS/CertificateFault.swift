package import Foundation

/// Why a certificate and its key cannot be used.
package enum CertificateFault: Error, Equatable, CustomStringConvertible {
  case unreadable(file: String)
  case unreadableKey(file: String)
  case noCertificate(file: String)
  case noKey(file: String)
  case notYetValid(file: String, begins: Date)
  case expired(file: String, expires: Date)
  case mismatch(certificate: String, key: String)

  /// Whether the key's file is at fault, and not the certificate's.
  package var isOfKey: Bool {
    switch self {
    case .unreadableKey, .noKey, .mismatch: true
    case .unreadable, .noCertificate, .notYetValid, .expired: false
    }
  }

  package var description: String {
    switch self {
    case .unreadable(let file), .unreadableKey(let file): "The file \(file) cannot be read."
    case .noCertificate(let file): "The file \(file) holds no certificate in PEM."
    case .noKey(let file): "The file \(file) holds no private key in PEM without a passphrase."
    case .notYetValid(let file, let begins):
      "The certificate in \(file) is not valid before \(begins.ISO8601Format())."
    case .expired(let file, let expires):
      "The certificate in \(file) has expired on \(expires.ISO8601Format())."
    case .mismatch(let certificate, let key):
      "The key in \(key) is not that of the first certificate in \(certificate)."
    }
  }
}
