import NIOHTTP1

/// Where a response's body ends, and whether the connection ends there (RFC 9112, sections 6.1 and
/// 6.3).
package struct ResponseFraming: Hashable {
  /// Where the body ends.
  package enum Length: Hashable {
    /// The status allows no body.
    case none
    /// The fields of the response say it, or the end of the connection.
    case given
    case chunked
  }

  /// How the client finds the end of the body.
  package let length: Length
  /// Whether the connection ends after the response.
  package let isLast: Bool

  /// A memberwise initializer, for tests.
  package init(length: Length, isLast: Bool) {
    self.length = length
    self.isLast = isLast
  }

  /// Writes the framing into a head.
  func apply(to head: inout HTTPResponseHead) {
    if isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    head.headers.remove(name: "Transfer-Encoding")
    switch length {
    case .none: head.headers.remove(name: "Content-Length")
    case .given: break
    case .chunked: head.headers.add(name: "Transfer-Encoding", value: "chunked")
    }
  }
}
