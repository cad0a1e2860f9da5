package import HTTPTypes

extension HTTPField.Name {
  /// Identifies the request in logs and support tickets.
  package static let requestID = constant("X-Request-Id")
  /// The addresses that a request came through, the client's first.
  package static let xForwardedFor = constant("X-Forwarded-For")
  /// The scheme by which the client reached the proxy.
  package static let xForwardedProto = constant("X-Forwarded-Proto")
  /// The host and optional port by which the client reached the proxy.
  package static let xForwardedHost = constant("X-Forwarded-Host")
  /// RFC 9111, section 5.4; RFC 6749 still requires it.
  package static let pragma = constant("Pragma")

  /// A name that the source contains. Traps if it is not a valid field name.
  package static func constant(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is a field name") }
    return name
  }
}
