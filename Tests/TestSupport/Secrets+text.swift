package import ObjectStore
package import Postgres
import Secrets

// Reveals the secrets of tests, which protect nothing.

extension PostgresConfiguration {
  package init(connectionString: String) {
    self.init(connectionString: Secret(connectionString))
  }
}

extension S3Credentials {
  package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
    self.init(
      accessKeyID: accessKeyID, secretAccessKey: Secret(secretAccessKey),
      sessionToken: sessionToken.map(Secret.init))
  }
}
