/// How the store encrypts an object.
package enum S3Encryption: Sendable, Equatable {
  /// By the settings of the bucket.
  case ofBucket
  /// With keys that S3 manages.
  case sseS3
  /// With a key of AWS KMS; nil for the account's default.
  case sseKMS(keyID: String?)

  var headers: [(name: String, value: String)] {
    switch self {
    case .ofBucket: []
    case .sseS3: [("x-amz-server-side-encryption", "AES256")]
    case .sseKMS(let keyID):
      [("x-amz-server-side-encryption", "aws:kms")]
        + (keyID.map { [("x-amz-server-side-encryption-aws-kms-key-id", $0)] } ?? [])
    }
  }
}
