/// What `MultipartParser` finds in a body. For each part: one `partBegan`, any number of `body`, one
/// `partEnded`.
package enum MultipartEvent {
  case partBegan(MultipartHeaders)
  /// The next bytes of the part under way, at least one. The pointer is valid only during the call.
  case body(UnsafeRawBufferPointer)
  case partEnded
}

/// What the headers of a part say about it. Bytes that are not UTF-8 are replaced by U+FFFD.
package struct MultipartHeaders: Equatable, Sendable {
  /// The name of the form field, `%22`, `%0D` and `%0A` decoded (WHATWG HTML, "multipart form data").
  package let name: String

  /// The client's name for the file, as it was sent: it may be empty or a path. `filename*` (RFC 5987)
  /// wins over `filename`; nil when there is neither.
  package let fileName: String?

  /// The value of Content-Type, with its parameters; nil without that header.
  package let contentType: String?
}
