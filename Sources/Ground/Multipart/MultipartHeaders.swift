/// The headers of a part. Bytes that are not UTF-8 are replaced by U+FFFD.
package struct MultipartHeaders: Equatable, Sendable {
  /// The name of the form field, with `%22`, `%0D` and `%0A` decoded (WHATWG HTML, "multipart form
  /// data").
  package let name: String

  /// The client's name for the file, as it was sent: it may be empty or a path. `filename*` (RFC
  /// 5987) takes precedence over `filename`; nil if there is neither.
  package let fileName: String?

  /// The value of Content-Type, with its parameters; nil if the header is missing.
  package let contentType: String?
}
