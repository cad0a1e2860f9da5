/// The place of an error report in an object store.
package struct ReportObject: Sendable, Hashable {
  package let bucket: String
  package let key: String

  package init(bucket: String, key: String) {
    self.bucket = bucket
    self.key = key
  }
}
