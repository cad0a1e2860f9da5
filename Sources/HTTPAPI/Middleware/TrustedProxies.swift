import NIOCore

/// The proxies before the server whose word about a client's address is believed.
package struct TrustedProxies: Sendable {
  private let addresses: Set<String>

  /// Believes nobody.
  package init() { addresses = [] }

  /// - Parameter addresses: IP addresses.
  /// - Returns: nil where one of them is none.
  package init?(addresses: some Sequence<String>) {
    let parsed = addresses.map(Self.canonical)
    guard parsed.allSatisfy({ $0 != nil }) else { return nil }
    self.addresses = Set(parsed.compactMap(\.self))
  }

  /// The address of the client: the peer of the connection or, where that is a trusted proxy, the
  /// last one in `X-Forwarded-For` that is not. What stands before that may be the client's invention.
  ///
  /// - Parameter forwardedFor: the values of all X-Forwarded-For headers, in order.
  package func client(peer: String?, forwardedFor: [String]) -> String? {
    guard let peer, let canonical = Self.canonical(peer), addresses.contains(canonical) else {
      return peer
    }
    let hops = forwardedFor.joined(separator: ",").split(separator: ",")
    for hop in hops.reversed() {
      guard let address = Self.canonical(String(hop.filter { $0 != " " })) else { return peer }
      if !addresses.contains(address) { return address }
    }
    return peer
  }

  /// One text for each address; nil for a text that is none.
  private static func canonical(_ address: String) -> String? {
    try? SocketAddress(ipAddress: address, port: 0).ipAddress
  }
}
