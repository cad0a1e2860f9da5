/// The name of an object.
package struct S3Object: Sendable, Hashable {
  package let bucket: String
  package let key: String

  package init(bucket: String, key: String) {
    self.bucket = bucket
    self.key = key
  }

  /// Whether every store takes a bucket of this name: 3 to 63 lower-case letters, digits, hyphens and
  /// dots, a letter or digit at either end.
  package static func isBucketName(_ name: String) -> Bool {
    name.wholeMatch(of: /[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]/) != nil && !name.contains("..")
  }

  /// Whether keys may begin so: at most 512 letters, digits, `-`, `_`, `.` and `/`, no `/` at the
  /// beginning, and no part that a client could take for a step in a path.
  package static func isPrefix(_ text: String) -> Bool {
    guard text.wholeMatch(of: /[A-Za-z0-9\-_.\/]{0,512}/) != nil else { return false }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast().allSatisfy { !["", ".", ".."].contains($0) }
      && ![".", ".."].contains(parts.last)
  }
}
