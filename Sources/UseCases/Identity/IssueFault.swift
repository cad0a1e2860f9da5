import Scheduling

/// Why a token is not issued. The sentences are for the operator.
package enum IssueFault: Error, Equatable, CustomStringConvertible {
  /// The client id is empty, too long, or has control characters.
  case clientID
  /// The lifetime, in seconds, is out of range.
  case lifetime(Int64)
  /// The claim for the account is empty or reserved.
  case accountClaim
  /// The time is out of range.
  case clock
  /// The cryptographic library failed.
  case signing

  /// The cause and the fix.
  package var description: String {
    switch self {
    case .clientID:
      "The client id does not have \(AccountName.rule)."
    case .lifetime(let seconds):
      "The lifetime is \(seconds) s, which is out of range. Choose \(TokenIssuer.lifetimes.lowerBound)–"
        + "\(TokenIssuer.lifetimes.upperBound) s."
    case .accountClaim:
      "The claim for the account is empty or is reserved (iss, aud, exp, …). Choose another name."
    case .clock: "The system's clock is not within the years 1970–9999. Set it."
    case .signing: "The token could not be signed."
    }
  }
}
