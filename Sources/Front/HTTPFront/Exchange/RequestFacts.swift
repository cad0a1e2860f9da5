import HTTPTypes
import NIOHTTP1

/// The properties of a request's head that decide what happens to its connection.
package struct RequestFacts: Hashable {
  /// The value of `Content-Length`; nil without that field.
  package let length: Int?
  /// Whether the request has `Expect: 100-continue`.
  let expectsContinue: Bool
  /// Whether the method is HEAD, whose response has no body.
  let isHead: Bool
  /// Whether the version is HTTP/1.0, which has no chunked bodies.
  let isVersion10: Bool
  /// Whether the connection ends after the response.
  package let isLast: Bool

  /// A memberwise initializer with defaults, for tests.
  package init(
    length: Int? = nil, expectsContinue: Bool = false, isHead: Bool = false,
    isVersion10: Bool = false, isLast: Bool = false
  ) {
    self.length = length
    self.expectsContinue = expectsContinue
    self.isHead = isHead
    self.isVersion10 = isVersion10
    self.isLast = isLast
  }
}

extension RequestFacts {
  /// Reads the facts from an HTTP/1 request. An offer to upgrade ends the connection, because the
  /// decoder drops all bytes after it as another protocol's.
  init(_ head: HTTPRequestHead) {
    let isVersion11 = head.version == .http1_1
    let offersUpgrade = head.headers.contains(name: "upgrade") || head.method == .CONNECT
    self.init(
      length: head.headers.first(name: "content-length").flatMap { Int($0) },
      expectsContinue: Expectation(fieldValues: head.headers["expect"]) == .continue && isVersion11,
      isHead: head.method == .HEAD, isVersion10: head.version == .http1_0,
      isLast: !isVersion11 || !head.isKeepAlive || offersUpgrade)
  }

  /// Reads the facts from an HTTP/2 request.
  init(_ head: HTTPRequest) {
    let expectation = Expectation(fieldValues: head.headerFields[values: .expect])
    self.init(
      length: head.headerFields[.contentLength].flatMap { Int($0) },
      expectsContinue: expectation == .continue)
  }
}
