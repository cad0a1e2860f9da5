import Server
import TestSupport

extension ObjectStoreServer {
  /// Settings with which a server stores its reports in this store.
  var reportSettings: [Setting: String] {
    [
      .reports: "s3", .s3Bucket: Self.bucket, .s3Prefix: "tests/", .s3Endpoint: address,
      .s3Region: Self.region, .s3AccessKeyID: Self.accessKeyID,
      .s3SecretAccessKey: Self.secretAccessKey,
    ]
  }
}
