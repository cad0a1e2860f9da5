import HTTPFront

extension IPAddress: ExpressibleByStringInterpolation {
  /// One that a test writes down.
  public init(stringLiteral text: String) {
    guard let address = IPAddress(text) else { preconditionFailure("\(text) is no IP address") }
    self = address
  }
}
