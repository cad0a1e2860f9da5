/// The place of an error report in an object store.
package struct ReportObject: Sendable, Hashable {
  /// The bucket's name.
  package let bucket: String
  /// The object's key in the bucket.
  package let key: String

  /// The object with this key.
  package init(bucket: String, key: String) {
    self.bucket = bucket
    self.key = key
  }
}
