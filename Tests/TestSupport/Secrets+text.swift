package import ObjectStore
package import Postgres
import Secrets

// The secrets of tests are not secret.

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
