import WireText

/// The parts of a JSON Web Signature in its compact form (RFC 7515 section 7.1). They are untrusted
/// until `SignatureVerifier` has verified the token.
package struct CompactToken: Sendable {
  /// The longest token, in bytes.
  package static let longest = 16 * 1024

  let header: JSONObject
  /// The decoded claims, not verified yet.
  package let payload: [UInt8]
  /// The signed bytes: header and payload as they were sent, with the dot between them.
  let signed: [UInt8]
  let signature: [UInt8]

  /// Splits a token into its parts without verifying it.
  ///
  /// - Throws: `tooLong`, `notCompact`, `headerMalformed`, `extensionRequired`
  package init(_ text: String) throws(TokenFault) {
    guard text.utf8.count <= Self.longest else { throw .tooLong }
    let bytes = Array(text.utf8)
    let segments = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard segments.count == 3, let header = Base64URL.decode(segments[0]),
      let payload = Base64URL.decode(segments[1]), let signature = Base64URL.decode(segments[2])
    else { throw .notCompact }
    guard let header = try? JSONScanner.object(header) else { throw .headerMalformed }
    guard header["crit"] == nil, header["b64"] == nil else { throw .extensionRequired }
    self.header = header
    self.payload = payload
    self.signature = signature
    signed = Array(bytes.prefix(segments[0].count + 1 + segments[1].count))
  }
}
