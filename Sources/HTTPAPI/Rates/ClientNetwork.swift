import NIOCore

/// What one holder of addresses may be supposed to have.
enum ClientNetwork {
  /// A name of an IPv4 address, or of the /64 of an IPv6 address.
  static func name(of address: String?) -> String {
    guard let address, let parsed = try? SocketAddress(ipAddress: address, port: 0),
      case .v6(let ipv6) = parsed
    else { return address ?? "" }
    return withUnsafeBytes(of: ipv6.address.sin6_addr) { bytes in
      let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF
      return "\(Array(bytes.prefix(isMapped ? 16 : 8)))"
    }
  }
}
