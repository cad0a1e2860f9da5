import Foundation
import WireText

/// Reads a client's id and secret from the Authorization header (RFC 7617). Both are form-encoded
/// (RFC 6749 section 2.3.1).
enum BasicCredentials {
  /// - Returns: nil without a header.
  /// - Throws: `invalidRequest` for several headers, `invalidClient` if the header is not one pair.
  static func read(
    _ headers: [String]
  ) throws(TokenRefusal) -> (client: String, secret: String)? {
    guard let header = headers.first else { return nil }
    guard headers.count == 1 else {
      throw .invalidRequest("The request has several Authorization headers. Send exactly one.")
    }
    let parts = header.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.first?.lowercased() == "basic" else {
      throw .invalidClient("The Authorization header has another scheme than Basic. Use Basic.")
    }
    guard parts.count == 2, let pair = Data(base64Encoded: String(parts[1])),
      let colon = pair.firstIndex(of: UInt8(ascii: ":")),
      let client = FormURLEncoded.decode(pair[..<colon]), !client.isEmpty,
      let secret = FormURLEncoded.decode(pair[(colon + 1)...])
    else {
      throw .invalidClient(
        "The Authorization header does not have the client id and secret in Base64. Form-encode "
          + "both, join them by a colon and encode the pair in Base64.")
    }
    return (client, secret)
  }
}
