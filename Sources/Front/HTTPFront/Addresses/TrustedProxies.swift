package import HTTPTypes

/// The proxies before the server whose word about a request's way is believed: where it came from,
/// by `X-Forwarded-For`, and what the client called this server, by `X-Forwarded-Proto` and
/// `X-Forwarded-Host`.
///
/// `Forwarded` (RFC 7239) is not read: a proxy that writes the other fields hands a client's own
/// `Forwarded` on.
package struct TrustedProxies: Sendable {
  private let networks: [IPNetwork]

  /// Believes nobody.
  package init() { networks = [] }

  /// - Parameter addresses: IP addresses, and networks such as `10.0.0.0/8`.
  /// - Returns: nil where one of them is neither.
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

  /// What is known of the client's end of a request.
  package struct ClientEnd: Equatable, Sendable {
    /// Nil where the connection has no address.
    package var client: IPAddress?
    /// `http` or `https`.
    package var scheme: String
    /// Host and port; nil where the client named none.
    package var authority: String?

    package init(client: IPAddress?, scheme: String, authority: String? = nil) {
      self.client = client
      self.scheme = scheme
      self.authority = authority
    }

    /// What the client reached the server at, without a path.
    package var baseURL: String {
      let authority = authority.flatMap { $0.isEmpty ? nil : $0 }
      return "\(scheme)://\(authority ?? "localhost")"
    }
  }

  /// The client's end, as far as the peer may be believed.
  ///
  /// - Parameters:
  ///   - direct: what the connection and the request itself say, the peer as the client.
  ///   - fields: of the request.
  package func clientEnd(_ direct: ClientEnd, fields: HTTPFields) -> ClientEnd {
    guard let peer = direct.client, contains(peer) else { return direct }
    var end = direct
    let hops = fields.members(of: .xForwardedFor)
    let client = Self.client(of: hops, isProxy: contains)
    if let client { end.client = client.address }
    func said(_ name: HTTPField.Name) -> String? {
      let members = fields.members(of: name)
      // A list as long as that of the hops has a member for each of them.
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

  /// The last hop that is no trusted proxy; what stands before it may be the client's invention. Nil
  /// where there is none, or a hop is no address.
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
  /// The members of a list, in however many fields.
  fileprivate func members(of name: HTTPField.Name) -> [String] {
    func isBlank(_ character: Character) -> Bool { " \t".contains(character) }
    return self[values: name].joined(separator: ",").split(separator: ",").map { member in
      String(member.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
  }
}
