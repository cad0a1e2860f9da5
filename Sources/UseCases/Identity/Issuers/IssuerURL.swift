import FoundationEssentials

/// A URL from which keys or discovery documents may be fetched: `https`, or `http` on loopback.
///
/// Anybody who can change a response in transit could replace the keys, so `http` to other machines
/// is forbidden.
package struct IssuerURL: Sendable, Equatable, CustomStringConvertible {
  /// The URL as it was configured.
  package let text: String
  /// Whether the URL is `http`, which is allowed on loopback only.
  let isPlain: Bool

  /// Checks a URL.
  ///
  /// - Throws: `notAURL`, `plainAddress`, `holdsMore`.
  package init(_ text: String) throws(IssuerURLFault) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      let url = URL(string: text, encodingInvalidCharacters: false),
      let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
      let host = url.host(percentEncoded: true), !host.isEmpty, !host.contains("%")
    else { throw .notAURL }
    // AsyncHTTPClient would send none of them, and RFC 8414 section 2 forbids them.
    guard url.user() == nil, url.password() == nil, url.fragment() == nil else { throw .holdsMore }
    isPlain = scheme == "http"
    guard !isPlain || Self.isLoopback(host) else { throw .plainAddress }
    self.text = text
  }

  /// The URL's text.
  package var description: String { text }

  /// `localhost` (RFC 6761 section 6.3), 127.0.0.0/8 in four decimal numbers, `::1`. Names are not
  /// resolved, since their addresses can change.
  private static func isLoopback(_ host: String) -> Bool {
    if ["localhost", "::1", "[::1]"].contains(host.lowercased()) { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers[0] == "127"
      && numbers.allSatisfy { number in
        (1...3).contains(number.utf8.count)
          && number.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
          && UInt8(number) != nil
      }
  }
}
