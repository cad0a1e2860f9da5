package import HTTPTypes

/// The proxies whose `X-Forwarded-*` fields the server trusts.
///
/// `X-Forwarded-For` gives the client's address. `X-Forwarded-Proto` and `X-Forwarded-Host` give
/// the URL by which the client reached the proxy. The server ignores `Forwarded` (RFC 7239),
/// because proxies that write the other fields pass on a client's own `Forwarded`.
package struct TrustedProxies: Sendable {
  private let networks: [IPNetwork]

  /// Creates a list without proxies.
  package init() { networks = [] }

  /// - Parameter addresses: IP addresses, and networks such as `10.0.0.0/8`.
  /// - Returns: nil if one of the texts is neither an address nor a network.
  package init?(addresses: some Sequence<String>) {
    var networks: [IPNetwork] = []
    for address in addresses {
      guard let network = IPNetwork(address) else { return nil }
      networks.append(network)
    }
    self.networks = networks
  }

  func contains(_ address: IPAddress) -> Bool {
    networks.contains { $0.contains(address) }
  }

  /// The client of a request, and the URL by which it reached the server.
  package struct ClientEnd: Equatable, Sendable {
    /// The client's address; nil if the connection has no IP address.
    package var client: IPAddress?
    /// `http` or `https`.
    package var scheme: String
    /// Host and port; nil if the request names no host.
    package var authority: String?

    /// Creates a client from the peer of the connection and the request's own scheme and host.
    package init(client: IPAddress?, scheme: String, authority: String? = nil) {
      self.client = client
      self.scheme = scheme
      self.authority = authority
    }

    /// The URL by which the client reached the server, without a path.
    package var baseURL: String {
      let authority = authority.flatMap { $0.isEmpty ? nil : $0 }
      return "\(scheme)://\(authority ?? "localhost")"
    }
  }

  /// The client's end of a request. The fields count only if the peer is a trusted proxy.
  ///
  /// - Parameters:
  ///   - direct: the peer of the connection as the client, and the request's own scheme and host.
  ///   - fields: the header fields of the request.
  package func clientEnd(_ direct: ClientEnd, fields: HTTPFields) -> ClientEnd {
    guard let peer = direct.client, contains(peer) else { return direct }
    var end = direct
    let hops = fields.members(of: .xForwardedFor)
    let client = Self.client(of: hops, isProxy: contains)
    if let client { end.client = client.address }
    func said(_ name: HTTPField.Name) -> String? {
      let members = fields.members(of: name)
      // A list as long as the list of addresses has one member for each address.
      if let client, members.count == hops.count { return members[client.index] }
      return members.last
    }
    let scheme = said(.xForwardedProto)?.lowercased()
    if let scheme, ["http", "https"].contains(scheme) { end.scheme = scheme }
    let authority = said(.xForwardedHost)
    if let authority, !authority.isEmpty, Authority.isValid(authority) {
      end.authority = authority
    }
    return end
  }

  /// The last address that is not a trusted proxy. The client may have invented the addresses
  /// before it. Nil if there is none, or if a later text is not an address.
  private static func client(
    of hops: [String], isProxy: (IPAddress) -> Bool
  ) -> (address: IPAddress, index: Int)? {
    for (index, hop) in hops.enumerated().reversed() {
      guard let address = IPAddress(hop) else { return nil }
      if !isProxy(address) { return (address, index) }
    }
    return nil
  }
}

extension HTTPFields {
  /// The members of a list that may be spread over several fields.
  fileprivate func members(of name: HTTPField.Name) -> [String] {
    func isBlank(_ character: Character) -> Bool { " \t".contains(character) }
    return self[values: name].joined(separator: ",").split(separator: ",").map { member in
      String(member.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
  }
}
