/// How a store is asked to encrypt an object.
package enum S3Encryption: Sendable, Equatable {
  /// As the bucket's own settings say.
  case ofBucket
  /// With keys of S3's own.
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
