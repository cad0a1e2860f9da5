import FoundationEssentials

/// An address that keys, or what leads to them, may be fetched from: `https`, or `http` on this
/// machine's loopback, because whoever can change an answer on its way chooses whom to believe.
package struct IssuerURL: Sendable, Equatable, CustomStringConvertible {
  /// As it was given.
  package let text: String
  /// Whether it is `http`, and so on loopback.
  let isPlain: Bool

  /// - Throws: `notAURL`, `plainAddress`, `holdsMore`.
  package init(_ text: String) throws(IssuerURLFault) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      let url = URL(string: text, encodingInvalidCharacters: false),
      let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
      let host = url.host(percentEncoded: true), !host.isEmpty, !host.contains("%")
    else { throw .notAURL }
    // AsyncHTTPClient would send neither, and an issuer has none (RFC 8414 section 2).
    guard url.user() == nil, url.password() == nil, url.fragment() == nil else { throw .holdsMore }
    isPlain = scheme == "http"
    guard !isPlain || Self.isLoopback(host) else { throw .plainAddress }
    self.text = text
  }

  package var description: String { text }

  /// `localhost` (RFC 6761 section 6.3), 127.0.0.0/8 in four decimal numbers, `::1`. Names are not
  /// looked up: what they mean can change.
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

/// Why keys are not fetched from an address. Each continues "… is not", for the operator.
package enum IssuerURLFault: Error, Equatable, CustomStringConvertible {
  /// No absolute http or https URL.
  case notAURL
  /// `http` to another machine, or to this one on the word of another.
  case plainAddress
  /// It names a user or a fragment.
  case holdsMore
  /// An issuer with a query, which RFC 8414 section 2 does not allow.
  case query

  package var description: String {
    switch self {
    case .notAURL: "an https URL"
    case .plainAddress: "an https URL, as all but those of an issuer on loopback must be"
    case .holdsMore: "a URL without a user and a fragment"
    case .query: "a URL without a query, as the address of an issuer must be"
    }
  }
}
