package import Foundation

/// The reason why a certificate and its key cannot be used.
package enum CertificateFault: Error, Equatable, CustomStringConvertible {
  case unreadable(file: String)
  case unreadableKey(file: String)
  case noCertificate(file: String)
  case noKey(file: String)
  case notYetValid(file: String, begins: Date)
  case expired(file: String, expires: Date)
  case mismatch(certificate: String, key: String)

  /// Whether the fault is in the key's file, not in the certificate's.
  package var isOfKey: Bool {
    switch self {
    case .unreadableKey, .noKey, .mismatch: true
    case .unreadable, .noCertificate, .notYetValid, .expired: false
    }
  }

  /// The reason, with the file.
  package var description: String {
    switch self {
    case .unreadable(let file), .unreadableKey(let file):
      "The file \(file) cannot be read. Check its path and permissions."
    case .noCertificate(let file): "The file \(file) holds no certificate in PEM format."
    case .noKey(let file):
      "The file \(file) holds no private key in PEM format without a passphrase."
    case .notYetValid(let file, let begins):
      "The certificate in \(file) is not valid before \(begins.ISO8601Format())."
    case .expired(let file, let expires):
      "The certificate in \(file) expired on \(expires.ISO8601Format()). Renew it."
    case .mismatch(let certificate, let key):
      "The key in \(key) does not belong to the first certificate in \(certificate)."
    }
  }
}
