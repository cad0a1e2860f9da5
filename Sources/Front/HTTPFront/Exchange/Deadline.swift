package import NIOCore

/// The instant by which the client must complete its next step.
package struct Deadline: Hashable {
  /// The step that the client must complete.
  package enum Lateness: Hashable {
    /// The first byte of a request.
    case request
    /// The end of a header section.
    case header
    /// The next byte of a body that the application reads, or the body's end.
    case body
    /// The next byte of a body that the server drops, or the body's end.
    case unwantedBody
    /// Taking bytes of a response.
    case response
  }

  /// When the client is late.
  package let at: NIODeadline
  /// The step that it is late with.
  package let lateness: Lateness
}
