/// Why a signing key cannot be used. The sentences are for the operator.
package enum SigningKeyFault: Error, Equatable, CustomStringConvertible {
  /// The master key has fewer bytes than `MasterKey.shortest`.
  case masterKeyTooShort(bytes: Int)
  /// The cryptographic library failed.
  case cannotSeal
  /// Another master key encrypted the signing key, or the row was changed.
  case cannotOpen(id: String)

  /// The cause and the fix.
  package var description: String {
    switch self {
    case .masterKeyTooShort(let bytes):
      "The master key has \(bytes) bytes. Use at least \(MasterKey.shortest)."
    case .cannotSeal: "A signing key could not be encrypted."
    case .cannotOpen(let id):
      "The signing key \(id) cannot be decrypted with this master key. Set the master key that "
        + "encrypted it, or revoke the signing key: wfm keys revoke \(id). Its tokens are rejected "
        + "then. If it is the last key, add --change-master-key."
    }
  }
}
