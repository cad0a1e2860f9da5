package import Secrets

/// The credentials that sign requests to an object store.
package struct S3Credentials: Sendable, Equatable {
  /// Names the key in requests. It is not a secret.
  package let accessKeyID: String
  /// The key of the signatures.
  package let secretAccessKey: Secret
  /// Part of temporary credentials; nil for permanent ones.
  package let sessionToken: Secret?

  /// - Parameter sessionToken: nil for permanent credentials.
  package init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }

  /// The credentials in the variables that AWS's tools use.
  ///
  /// - Returns: nil if the key's id or secret is missing or empty.
  package init?(environment: [String: String]) {
    let values = environment.filter { !$0.value.isEmpty }
    guard let id = values["AWS_ACCESS_KEY_ID"], let secret = values["AWS_SECRET_ACCESS_KEY"]
    else { return nil }
    self.init(
      accessKeyID: id, secretAccessKey: Secret(secret),
      sessionToken: values["AWS_SESSION_TOKEN"].map(Secret.init))
  }
}
