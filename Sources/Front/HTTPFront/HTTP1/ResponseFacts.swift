import NIOHTTP1

/// The properties of a final response's head that decide its framing.
package struct ResponseFacts: Hashable {
  /// Whether the application keeps the connection open.
  let isKeepAlive: Bool
  /// Whether it has `Content-Length`.
  let hasLength: Bool
  /// Whether its status allows a body.
  let mayHaveBody: Bool
  /// Whether it is the server's own answer to an error of the decoder: 400 with an empty body.
  let isAnswerToError: Bool

  /// A memberwise initializer with defaults, for tests.
  package init(
    isKeepAlive: Bool = true, hasLength: Bool = true, mayHaveBody: Bool = true,
    isAnswerToError: Bool = false
  ) {
    self.isKeepAlive = isKeepAlive
    self.hasLength = hasLength
    self.mayHaveBody = mayHaveBody
    self.isAnswerToError = isAnswerToError
  }
}

extension ResponseFacts {
  /// Reads the facts from an HTTP/1 response.
  init(_ head: HTTPResponseHead) {
    let length = head.headers.first(name: "content-length")
    self.init(
      isKeepAlive: head.isKeepAlive, hasLength: length != nil,
      mayHaveBody: head.status.mayHaveResponseBody,
      isAnswerToError: head.status == .badRequest && length == "0")
  }
}
