import Foundation
package import NIOCore

/// An IPv4 or IPv6 address. An IPv4 address mapped into IPv6 is the IPv4 address (RFC 4291, section
/// 2.5.5.2).
package struct IPAddress: Hashable, Sendable {
  /// 4 bytes for IPv4, 16 for IPv6.
  let bytes: [UInt8]

  /// Nil if the text is not an IPv4 or IPv6 address.
  package init?(_ text: String) {
    guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
    self.init(address)
  }

  /// The address of a peer; nil if the peer has no IP address, as on a Unix socket.
  package init?(_ address: SocketAddress?) {
    switch address {
    case .v4(let address):
      bytes = withUnsafeBytes(of: address.address.sin_addr) { Array($0) }
    case .v6(let address):
      let all = withUnsafeBytes(of: address.address.sin6_addr) { Array($0) }
      let isMapped = all.prefix(10).allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
      bytes = isMapped ? Array(all[12...]) : all
    case .unixDomainSocket, nil:
      return nil
    }
  }

  /// The text in logs and in the audit.
  package var text: String {
    let address = try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0)
    guard let text = address?.ipAddress else { preconditionFailure("4 or 16 bytes") }
    return text
  }

  /// The bytes that identify one client: an IPv4 address, or the /64 network of an IPv6 address.
  package var holder: [UInt8] { bytes.count == 4 ? bytes : Array(bytes.prefix(8)) }
}
