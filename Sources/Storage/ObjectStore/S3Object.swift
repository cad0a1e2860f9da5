/// The address of an object: its bucket and its key.
package struct S3Object: Sendable, Hashable {
  /// The name of the bucket.
  package let bucket: String
  /// The name of the object in its bucket.
  package let key: String

  /// - Parameter bucket: a name for which `isBucketName` holds.
  package init(bucket: String, key: String) {
    self.bucket = bucket
    self.key = key
  }

  /// Whether every store accepts this bucket name: 3 to 63 lower-case letters, digits, hyphens and
  /// dots, a letter or digit at either end.
  package static func isBucketName(_ name: String) -> Bool {
    name.wholeMatch(of: /[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]/) != nil && !name.contains("..")
  }

  /// Whether keys may begin with this text: at most 512 letters, digits, `-`, `_`, `.` and `/`. It
  /// must not begin with `/`. No part may be `.` or `..`, which a client could read as a step in a
  /// path.
  package static func isPrefix(_ text: String) -> Bool {
    guard text.wholeMatch(of: /[A-Za-z0-9\-_.\/]{0,512}/) != nil else { return false }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast().allSatisfy { !["", ".", ".."].contains($0) }
      && ![".", ".."].contains(parts.last)
  }
}
