import Foundation
import WireText

/// Reads a client's id and secret from the Authorization header (RFC 7617, and RFC 6749 section
/// 2.3.1, which has both form-encoded first).
enum BasicCredentials {
  /// - Returns: nil without a header.
  /// - Throws: `invalidRequest` for several headers, `invalidClient` for anything but one pair.
  static func read(
    _ headers: [String]
  ) throws(TokenRefusal) -> (client: String, secret: String)? {
    guard let header = headers.first else { return nil }
    guard headers.count == 1 else {
      throw .invalidRequest("The request has several Authorization headers. Send exactly one.")
    }
    let parts = header.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.first?.lowercased() == "basic" else {
      throw .invalidClient("The only scheme of the Authorization header here is Basic.")
    }
    guard parts.count == 2, let pair = Data(base64Encoded: String(parts[1])),
      let colon = pair.firstIndex(of: UInt8(ascii: ":")),
      let client = FormURLEncoded.decode(pair[..<colon]), !client.isEmpty,
      let secret = FormURLEncoded.decode(pair[(colon + 1)...])
    else {
      throw .invalidClient(
        "The Authorization header does not have a form-encoded client id and secret in Base64.")
    }
    return (client, secret)
  }
}
