import Foundation

/// Why an object could not be stored.
package enum S3Fault: Error, CustomStringConvertible {
  /// The store did not answer: the name, the connection or its certificate failed.
  case unreachable(url: String, reason: String)
  /// No byte was sent or received for `limit`.
  case silent(url: String, limit: Duration)
  /// The store answered 200, but the response lacks a required element.
  case unintelligible(url: String, missing: String)
  /// The status is not 200, or the body of a 200 contains an error.
  case refused(url: String, status: UInt, S3Refusal)
  /// The credentials cannot be read.
  case credentials(S3CredentialsFault)

  /// For the operator.
  package var description: String {
    switch self {
    case .unreachable(let url, let reason): "\(url) cannot be reached: \(reason)."
    case .silent(let url, let limit):
      "\(url) timed out: no byte was sent or received for \(limit.seconds) s."
    case .unintelligible(let url, let missing):
      "\(url) answered with status 200, but without \(missing)."
    case .refused(let url, let status, let refusal):
      "\(url) answered with status \(status)\(refusal.description)."
    case .credentials(let fault): fault.description
    }
  }
}

extension Duration {
  /// Such as `10` or `0.05`.
  fileprivate var seconds: String {
    (self / .seconds(1)).formatted(
      .number.locale(Locale(identifier: "en_US_POSIX")).grouping(.never))
  }
}
