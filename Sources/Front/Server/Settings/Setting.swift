/// A setting of the program. The parser, `--help`, the reference page and the search for misspelt
/// names all read its `row`.
///
/// A setting is given by flag (`--database-url`), by environment (`WFM_DATABASE_URL`) or in the
/// configuration file (`WFM_DATABASE_URL=…`). The first of these three sources that has a value
/// wins.
package enum Setting: String, CaseIterable, Sendable {
  case databaseURL = "database-url"
  case databasePasswordFile = "database-password-file"
  case databasePoolSize = "database-pool-size"
  case databasePoolWait = "database-pool-wait"
  case databaseStatementTimeout = "database-statement-timeout"
  case databaseLockTimeout = "database-lock-timeout"
  case databasePooler = "database-pooler"
  case host
  case port
  case tlsCertificate = "tls-certificate"
  case tlsKey = "tls-key"
  case publicURL = "public-url"
  case trustedProxies = "trusted-proxies"
  case maxConnections = "max-connections"
  case maxConnectionsPerClient = "max-connections-per-client"
  case uploadMemory = "upload-memory"
  case shutdownDelay = "shutdown-delay"
  case docs
  case uploadRate = "upload-rate"
  case readRate = "read-rate"
  case adminRate = "admin-rate"
  case tokenRate = "token-rate"
  case addressRate = "address-rate"
  case tokenKeys = "token-keys"
  case tokenSecret = "token-secret"
  case tokenSigningKey = "token-signing-key"
  case tokenIssuer = "token-issuer"
  case tokenJWKSURL = "token-jwks-url"
  case tokenAudience = "token-audience"
  case tokenAccountClaim = "token-account-claim"
  case tokenScopeClaim = "token-scope-claim"
  case tokenScopePrefix = "token-scope-prefix"
  case tokenLeeway = "token-leeway"
  case tokenLongestLifetime = "token-longest-lifetime"
  case adminIssuers = "admin-issuers"
  case masterKey = "master-key"
  case issuer
  case accessTokenLifetime = "access-token-lifetime"
  case reportURLKey = "report-url-key"
  case reportURLKeyFile = "report-url-key-file"
  case reports
  case reportRetries = "report-retries"
  case s3Endpoint = "s3-endpoint"
  case s3PublicEndpoint = "s3-public-endpoint"
  case s3Addressing = "s3-addressing"
  case s3Region = "s3-region"
  case s3Bucket = "s3-bucket"
  case s3Prefix = "s3-prefix"
  case s3AccessKeyID = "s3-access-key-id"
  case s3SecretAccessKey = "s3-secret-access-key"
  case s3SecretAccessKeyFile = "s3-secret-access-key-file"
  case s3SessionToken = "s3-session-token"
  case s3CredentialsFile = "s3-credentials-file"
  case s3Profile = "s3-profile"
  case s3Encryption = "s3-encryption"
  case s3KMSKeyID = "s3-kms-key-id"
  case keepFiles = "keep-files"
  case keepReports = "keep-reports"
  case keepImports = "keep-imports"
  case keepAudit = "keep-audit"
  case keepEvents = "keep-events"
  case workerConcurrency = "worker-concurrency"
  case workerPollInterval = "worker-poll-interval"
  case metricsHost = "metrics-host"
  case metricsPort = "metrics-port"
  case logLevel = "log-level"

  /// The setting whose variable has this name; nil if there is none.
  init?(variable: String) {
    guard let setting = Self.byVariable[variable] else { return nil }
    self = setting
  }

  private static let byVariable = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.variable, $0) })

  /// The name as a flag, such as `--database-url`.
  package var flag: String { "--\(rawValue)" }

  /// The name in the environment and in the configuration file, such as `WFM_DATABASE_URL`.
  package var variable: String {
    "WFM_" + rawValue.uppercased().replacing("-", with: "_")
  }
}
