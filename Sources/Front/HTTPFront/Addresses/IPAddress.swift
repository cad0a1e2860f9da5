import Foundation
package import NIOCore

/// An address of the Internet Protocol. An IPv4 address that was mapped into IPv6 is the IPv4
/// address (RFC 4291, section 2.5.5.2).
package struct IPAddress: Hashable, Sendable {
  /// 4 or 16.
  let bytes: [UInt8]

  /// Nil if the text is not an IPv4 or IPv6 address.
  package init?(_ text: String) {
    guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
    self.init(address)
  }

  /// The address of a peer; nil if it has none, as behind a Unix socket.
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

  /// As written in a log.
  package var text: String {
    let address = try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0)
    guard let text = address?.ipAddress else { preconditionFailure("4 or 16 bytes") }
    return text
  }

  /// What one holder may be supposed to have: an IPv4 address, or the /64 of an IPv6 address.
  package var holder: [UInt8] { bytes.count == 4 ? bytes : Array(bytes.prefix(8)) }
}
