import Crypto
package import Foundation
package import Scheduling
import WireText

/// Signs and checks the URLs of error reports, which are downloaded without a token.
///
/// The signature is HMAC-SHA-256 (RFC 2104) over account, import and expiry. A check rebuilds the
/// path and query and compares them byte by byte in constant time. Even an equivalent spelling of a
/// signed URL is rejected.
package struct ReportLinkSigner: Sendable {
  /// How long a link is valid, in seconds.
  package static let lifetime: Int64 = 600
  /// The minimum length of a signing key in bytes.
  package static let minimumKeySize = 32

  private let key: SymmetricKey

  /// - Parameter key: at least `minimumKeySize` bytes, the same in all replicas.
  package init(key: [UInt8]) {
    precondition(key.count >= Self.minimumKeySize, "a signing key has at least 32 bytes")
    self.key = SymmetricKey(data: key)
  }

  /// The path and query of a report.
  ///
  /// - Parameters:
  ///   - expires: seconds since 1970.
  package func target(account: AccountName, importID: UUID, expires: Int64) -> String {
    let id = importID.wireText
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("\(id)\n\(expires)\n\(account)".utf8), using: key)
    return """
      /v1/schedules/event-imports/\(id)/error-report?account=\(PercentEncoding.encode(account.text))\
      &expires=\(expires)&signature=\(code.hexadecimal)
      """
  }

  /// Why a link is rejected.
  package enum Fault: Error, Sendable, Equatable {
    /// The link was not signed with this key, or it was changed.
    case invalid
    /// The link was valid until its expiry.
    case expired
  }

  /// Checks a link.
  ///
  /// - Parameters:
  ///   - target: the requested path and query, without the prefix of a gateway.
  ///   - now: seconds since 1970.
  package func check(
    target: String, account: AccountName, importID: UUID, expires: Int64, now: Int64
  ) throws(Fault) {
    let expected = self.target(account: account, importID: importID, expires: expires)
    guard ConstantTime.areEqual(Array(expected.utf8), Array(target.utf8)) else { throw .invalid }
    guard now < expires else { throw .expired }
  }
}
