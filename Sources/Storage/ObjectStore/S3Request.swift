import Crypto
import Foundation
import Secrets
import NIOHTTP1
import WireText

/// A request about an object, before it is signed.
struct S3Request: Sendable {
  var method: HTTPMethod
  let object: S3Object
  /// Names and values, not yet encoded.
  var query: [(name: String, value: String)] = []
  /// Headers in addition to `Host` and the fields of the signature. All are signed.
  var headers: [(name: String, value: String)] = []
  /// The body's pieces in order.
  var body: [[UInt8]] = []

  var bodySize: Int { body.reduce(0) { $0 + $1.count } }
}

extension S3Store {
  /// The URL and the headers of a signed request.
  ///
  /// - Parameter now: seconds since 1970.
  func signed(
    _ request: S3Request, now: Int64
  ) throws(S3CredentialsFault) -> (url: String, headers: [(name: String, value: String)]) {
    let credentials = try credentials.credentials()
    let time = SigV4Signer.Time(secondsSince1970: now)
    let location = endpoint.location(of: request.object)
    var hash = SHA256()
    for piece in request.body { hash.update(data: piece) }
    let payloadHash = hash.finalize().hexadecimal
    var signed = request.headers
    signed += [
      ("Host", location.host), ("x-amz-content-sha256", payloadHash), ("x-amz-date", time.stamp),
    ]
    if let token = credentials.sessionToken {
      signed.append(("x-amz-security-token", token.revealed))
    }
    let canonical = CanonicalRequest(
      method: request.method.rawValue, path: location.path, query: request.query, headers: signed,
      payloadHash: payloadHash)
    let authorization = SigV4Signer(credentials: credentials, region: region)
      .authorization(for: canonical, at: time)
    let url = location.url + (canonical.query.isEmpty ? "" : "?\(canonical.query)")
    return (url, signed + [("Authorization", authorization)])
  }

  /// The URL and the headers of a signed upload.
  ///
  /// - Parameters:
  ///   - headers: in addition to `Host` and the fields of the signature. All are signed.
  ///   - pieces: the object's contents in order.
  ///   - now: seconds since 1970.
  package func signedUpload(
    of pieces: [[UInt8]], to object: S3Object, headers: [(name: String, value: String)],
    encryption: S3Encryption, now: Int64
  ) throws(S3CredentialsFault) -> (url: String, headers: [(name: String, value: String)]) {
    try signed(
      S3Request(
        method: .PUT, object: object, headers: headers + encryption.headers, body: pieces),
      now: now)
  }
}
