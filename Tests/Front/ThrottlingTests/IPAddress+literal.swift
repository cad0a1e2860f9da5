import HTTPFront

extension IPAddress: ExpressibleByStringInterpolation {
  /// An address in the text of a test.
  public init(stringLiteral text: String) {
    guard let address = IPAddress(text) else { preconditionFailure("\(text) is not an IP address") }
    self = address
  }
}
