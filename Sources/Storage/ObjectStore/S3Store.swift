import Secrets

/// An object store that speaks the S3 protocol.
package struct S3Store: Sendable {
  /// The longest time in seconds that S3 allows a pre-signed URL to be valid.
  package static let longestExpiry: Int64 = 604_800

  let endpoint: S3Endpoint
  private let publicEndpoint: S3Endpoint
  let region: String
  let credentials: S3CredentialSource

  /// - Parameters:
  ///   - endpoint: the address that this process uses.
  ///   - publicEndpoint: the address in pre-signed URLs, which clients use.
  package init(
    endpoint: S3Endpoint, publicEndpoint: S3Endpoint, region: String,
    credentials: S3CredentialSource
  ) {
    self.endpoint = endpoint
    self.publicEndpoint = publicEndpoint
    self.region = region
    self.credentials = credentials
  }

  /// A URL that gives everyone read access to the object for `lifetime`.
  ///
  /// - Parameters:
  ///   - contentDisposition: the `Content-Disposition` field of the store's response.
  ///   - now: seconds since 1970.
  ///   - lifetime: in seconds, at most `longestExpiry`.
  package func presignedURL(
    of object: S3Object, contentDisposition: String, now: Int64, lifetime: Int64
  ) throws(S3CredentialsFault) -> String {
    let credentials = try credentials.credentials()
    let signer = SigV4Signer(credentials: credentials, region: region)
    let time = SigV4Signer.Time(secondsSince1970: now)
    let location = publicEndpoint.location(of: object)
    var query = [
      ("X-Amz-Algorithm", SigV4Signer.algorithm), ("X-Amz-Credential", signer.credential(at: time)),
      ("X-Amz-Date", time.stamp), ("X-Amz-Expires", "\(lifetime)"),
      ("X-Amz-SignedHeaders", "host"), ("response-content-disposition", contentDisposition),
    ]
    if let token = credentials.sessionToken {
      query.append(("X-Amz-Security-Token", token.revealed))
    }
    let request = CanonicalRequest(
      method: "GET", path: location.path, query: query, headers: [("host", location.host)],
      payloadHash: CanonicalRequest.unsignedPayload)
    let signature = signer.signature(of: request, at: time)
    return "\(location.url)?\(request.query)&X-Amz-Signature=\(signature)"
  }
}
