/// Why a verifier cannot be configured. The sentences are for the operator.
package enum VerifierFault: Error, Equatable, CustomStringConvertible {
  /// The keys cannot be used.
  case keys(KeyFault)
  /// The leeway, in seconds, is outside 0 to 60.
  case leeway(Int64)
  /// The name of the account claim is empty.
  case accountClaim

  /// The cause and the fix.
  package var description: String {
    switch self {
    case .keys(let fault): fault.description
    case .leeway(let seconds):
      "The leeway for clocks is \(seconds) s. Choose \(TokenPolicy.leeways.lowerBound)–"
        + "\(TokenPolicy.leeways.upperBound) s."
    case .accountClaim: "The name of the claim that holds the account is empty. Name the claim."
    }
  }
}
