import Crypto
import Foundation
import Secrets
import WireText

/// Signs requests with AWS Signature Version 4.
package struct SigV4Signer: Sendable {
  /// The name of the algorithm in requests.
  package static let algorithm = "AWS4-HMAC-SHA256"

  private let credentials: S3Credentials
  private let region: String
  private let service: String

  /// - Parameters:
  ///   - region: such as `eu-central-1`.
  ///   - service: the AWS name of the service.
  package init(credentials: S3Credentials, region: String, service: String = "s3") {
    self.credentials = credentials
    self.region = region
    self.service = service
  }

  /// The time of a signature.
  package struct Time: Sendable {
    /// Such as `20150830T123600Z`.
    package let stamp: String
    /// Such as `20150830`.
    var date: String { String(stamp.prefix(8)) }

    /// - Parameter secondsSince1970: Unix time.
    package init(secondsSince1970: Int64) {
      let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
      stamp = Date(timeIntervalSince1970: Double(secondsSince1970)).formatted(style)
    }
  }

  /// The value of `X-Amz-Credential`: key, date, region and service.
  package func credential(at time: Time) -> String {
    "\(credentials.accessKeyID)/\(scope(at: time))"
  }

  /// The text that is signed ("String to sign" in the IAM User Guide).
  package func stringToSign(for request: CanonicalRequest, at time: Time) -> String {
    let hash = SHA256.hash(data: Data(request.text.utf8)).hexadecimal
    return "\(Self.algorithm)\n\(time.stamp)\n\(scope(at: time))\n\(hash)"
  }

  /// The signature, in hexadecimal.
  package func signature(of request: CanonicalRequest, at time: Time) -> String {
    var key = SymmetricKey(data: Data("AWS4\(credentials.secretAccessKey.revealed)".utf8))
    for part in [time.date, region, service, "aws4_request"] {
      key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: key))
    }
    let text = Data(stringToSign(for: request, at: time).utf8)
    return HMAC<SHA256>.authenticationCode(for: text, using: key).hexadecimal
  }

  /// The value of the `Authorization` header.
  package func authorization(for request: CanonicalRequest, at time: Time) -> String {
    """
    \(Self.algorithm) Credential=\(credential(at: time)), \
    SignedHeaders=\(request.signedHeaders), Signature=\(signature(of: request, at: time))
    """
  }

  private func scope(at time: Time) -> String {
    "\(time.date)/\(region)/\(service)/aws4_request"
  }
}
