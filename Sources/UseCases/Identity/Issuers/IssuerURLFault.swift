/// Why keys are not fetched from a URL. Each description continues "… is not", for the operator.
package enum IssuerURLFault: Error, Equatable, CustomStringConvertible {
  /// The text is not an absolute http or https URL.
  case notAURL
  /// The URL is `http` to another machine, or another machine names an `http` URL on loopback.
  case plainAddress
  /// The URL has a user or a fragment.
  case holdsMore
  /// The issuer has a query, which RFC 8414 section 2 forbids.
  case query

  /// The rest of a sentence that ends in "is not".
  package var description: String {
    switch self {
    case .notAURL: "an https URL"
    case .plainAddress: "an https URL, as all but those of an issuer on loopback must be"
    case .holdsMore: "a URL without a user and a fragment"
    case .query: "a URL without a query, as the address of an issuer must be"
    }
  }
}
