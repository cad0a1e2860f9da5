/// A file does not contain usable credentials.
package struct S3CredentialsFault: Error, CustomStringConvertible {
  let file: String
  let reason: String

  /// For the operator.
  package var description: String { "\(file) has no credentials: \(reason)." }
}
