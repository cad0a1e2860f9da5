/// An event that `MultipartParser` finds in a body. Each part gives one `partBegan`, any number of
/// `body` and one `partEnded`.
package enum MultipartEvent {
  /// The headers of a part are complete.
  case partBegan(MultipartHeaders)
  /// The next bytes of the current part, at least one. The pointer is valid only during the call.
  case body(UnsafeRawBufferPointer)
  /// The part ended at a delimiter.
  case partEnded
}
