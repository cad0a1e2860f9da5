/// Every setting of the server, in one table: README prints it, a test compares the two.
///
/// A setting is given by flag (`--database-url`), by environment (`WFM_DATABASE_URL`) or in the
/// configuration file (`WFM_DATABASE_URL=…`), the first of these that has it.
package enum Setting: String, CaseIterable {
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
  case uploadRate = "upload-rate"
  case readRate = "read-rate"
  case adminRate = "admin-rate"
  case tokenRate = "token-rate"
  case addressRate = "address-rate"
  case docs
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
}

extension Setting {
  /// What says nothing without a bucket.
  static let ofObjectStore: [Setting] = [
    .s3Endpoint, .s3PublicEndpoint, .s3Addressing, .s3AccessKeyID, .s3SecretAccessKey,
    .s3SecretAccessKeyFile, .s3SessionToken, .s3CredentialsFile, .s3KMSKeyID,
  ]

  /// The setting that a variable of the environment stands for.
  package init?(variable: String) {
    guard let setting = Self.byVariable[variable] else { return nil }
    self = setting
  }

  private static let byVariable = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.variable, $0) })

  /// Whether its value is a secret, or may hold one. Files that hold secrets are read where they are
  /// used.
  package var isSecret: Bool {
    switch self {
    case .databaseURL, .tokenSecret, .reportURLKey, .s3SecretAccessKey, .s3SessionToken: true
    default: false
    }
  }

  package var flag: String { "--\(rawValue)" }

  package var variable: String {
    "WFM_" + rawValue.uppercased().replacing("-", with: "_")
  }

  /// What is taken where nothing is given; nil where nothing is.
  package var defaultValue: String? {
    switch self {
    case .databaseURL, .databasePasswordFile, .publicURL, .trustedProxies, .tokenKeys, .tokenSecret,
      .tokenSigningKey,
      .tokenIssuer, .tokenJWKSURL, .tokenAudience, .tokenScopePrefix, .tokenLongestLifetime,
      .adminIssuers, .masterKey, .issuer,
      .reportURLKey, .reportURLKeyFile, .s3Endpoint, .s3PublicEndpoint, .s3Addressing, .s3Bucket,
      .s3AccessKeyID, .s3SecretAccessKey, .s3SecretAccessKeyFile, .s3SessionToken,
      .s3CredentialsFile, .s3KMSKeyID, .tlsCertificate, .tlsKey, .metricsPort:
      nil
    case .databasePoolSize: "10"
    case .databasePoolWait: "5"
    case .databaseStatementTimeout: "60"
    case .databaseLockTimeout: "10"
    case .databasePooler: "none"
    case .host, .metricsHost: "127.0.0.1"
    case .port: "8080"
    case .maxConnections: "1024"
    case .maxConnectionsPerClient: "256"
    case .uploadMemory: "256"
    case .shutdownDelay: "0"
    case .uploadRate: "120"
    case .readRate: "1200"
    case .adminRate: "600"
    case .tokenRate: "300"
    case .addressRate: "60000"
    case .docs: "on"
    case .tokenAccountClaim: "account_id"
    case .tokenScopeClaim: "scope,scp,scopes"
    case .tokenLeeway: "30"
    case .accessTokenLifetime: "3600"
    case .reports: "database"
    case .reportRetries: "20"
    case .s3Region: "us-east-1"
    case .s3Prefix: "error-reports/"
    case .s3Profile: "default"
    case .s3Encryption: "none"
    case .keepFiles, .keepReports: "30"
    case .keepImports, .keepAudit: "400"
    case .keepEvents: "0"
    case .workerConcurrency: "2"
    case .workerPollInterval: "1"
    case .logLevel: "info"
    }
  }

  /// What it means, with unit and bounds.
  package var summary: String {
    switch self {
    case .databaseURL: "libpq connection string; sslmode and all of libpq's options pass through"
    case .databasePasswordFile:
      "file whose first line is the password, read for each new connection; instead of one in the "
        + "connection string"
    case .databasePoolSize: "connections for requests, 1 to 500"
    case .databasePoolWait: "seconds to wait for a free connection, 1 to 60"
    case .databaseStatementTimeout: "seconds a statement may run, 1 to 3600"
    case .databaseLockTimeout: "seconds a statement may wait for a lock, 1 to 3600"
    case .databasePooler:
      "none, or transaction behind a pooler in transaction mode: no session state is used"
    case .host: "address to listen on"
    case .port: "port to listen on, 0 to 65535; 0 picks a free one"
    case .tlsCertificate:
      "PEM file with the server's certificate and its chain: serve HTTPS and HTTP/2; default: HTTP"
    case .tlsKey: "PEM file with the certificate's private key"
    case .publicURL: "what clients reach the server at; default: the request's Host field"
    case .trustedProxies:
      "addresses and networks of proxies whose X-Forwarded-For, -Proto and -Host are believed, "
        + "separated by commas; default: none"
    case .maxConnections: "client connections at once, 1 to 100000"
    case .maxConnectionsPerClient:
      "of these, connections of one address (IPv6: /64) but a trusted proxy's, 1 to 100000"
    case .uploadMemory:
      "MiB that uploads may hold at once, 8 to 65536, and those of one account a quarter of it, 6 at "
        + "least; what does not fit waits up to 5 s, and is then refused with 503"
    case .shutdownDelay:
      "seconds that wfm serve goes on after SIGTERM, no longer ready, so that load balancers leave it, "
        + "0 to 60"
    case .uploadRate:
      "uploads a minute and account, and the most at once, over all replicas, 1 to 1000000"
    case .readRate:
      "reads a minute and account, and the most at once, over all replicas, 1 to 1000000"
    case .adminRate:
      "requests a minute and administering client, and the most at once, over all replicas, 1 to "
        + "1000000"
    case .tokenRate:
      "access tokens a minute and client, and the most at once, over all replicas, 1 to 1000000"
    case .addressRate:
      "requests of any kind a minute and address, and the most at once, by this process, 1 to "
        + "10000000"
    case .docs: "on, or off to serve neither the page /docs nor /openapi.json"
    case .tokenKeys:
      "file with the keys that access tokens are signed with: JWKS or PEM; SIGHUP reads it again"
    case .tokenSecret: "shared secret for HS256 tokens, at least 32 bytes"
    case .tokenSigningKey: "file with the private key (PEM, P-256) that wfm token signs with"
    case .tokenIssuer: "accepted iss, several separated by commas; default: any"
    case .tokenJWKSURL:
      "for each token-issuer, in the same order and separated by commas, where its keys are: the "
        + "https URL of a JWKS, discover, or keys for those of token-keys; default: keys"
    case .tokenAudience:
      "accepted aud, several separated by commas; default: any"
    case .tokenAccountClaim: "claim that holds the account"
    case .tokenScopeClaim: "claims that hold scopes, separated by commas; all of them count"
    case .tokenScopePrefix: "what the issuers put before the names of scopes, such as wfm/"
    case .tokenLeeway: "seconds that the issuer's clock may be off, 0 to 60"
    case .tokenLongestLifetime:
      "seconds that an access token of another issuer may live, 60–31,536,000; default: any time"
    case .adminIssuers:
      "issuers beside this server whose tokens may have the scope wfm-admin, separated by commas; "
        + "default: none if this server issues tokens (master-key), else every accepted issuer"
    case .masterKey:
      "file of at least 32 random bytes, same in all replicas; with it the server issues tokens"
    case .issuer:
      "what this server's own tokens have as iss; default: public-url, else http(s)://HOST:PORT"
    case .accessTokenLifetime: "seconds that this server's own tokens live, 60 to 86400"
    case .reportURLKey: "key for links to error reports, at least 32 bytes, same in all replicas"
    case .reportURLKeyFile: "file whose first line is that key; instead of the key itself"
    case .reports: "where new error reports go: database, or s3 for an object store"
    case .reportRetries:
      "tries to store a report after the first, before its import ends as ERROR, 1 to 1000"
    case .s3Endpoint: "URL of the object store; default: Amazon's for the region"
    case .s3PublicEndpoint: "URL at which clients reach the store; default: s3-endpoint"
    case .s3Addressing:
      "path for HOST/BUCKET or virtual-host for BUCKET.HOST; default: path with an endpoint that is "
        + "given, else virtual-host"
    case .s3Region: "region that requests are signed for"
    case .s3Bucket: "bucket of the error reports"
    case .s3Prefix: "what the keys of the error reports begin with"
    case .s3AccessKeyID: "access key id; default: that of s3-credentials-file, or AWS_ACCESS_KEY_ID"
    case .s3SecretAccessKey: "secret access key that goes with it"
    case .s3SecretAccessKeyFile: "file with the secret access key, read at each use"
    case .s3SessionToken: "session token that goes with temporary credentials"
    case .s3CredentialsFile: "shared credentials file of AWS's tools, read at each use"
    case .s3Profile: "profile in that file"
    case .s3Encryption:
      "none for the bucket's own rule, sse-s3, or sse-kms for server-side encryption by a KMS key"
    case .s3KMSKeyID: "KMS key for sse-kms; default: the bucket's or the account's"
    case .keepFiles:
      "days an uploaded file is kept after its import, 0 to 36500; 0 keeps it for ever"
    case .keepReports: "days an error report is kept, likewise"
    case .keepImports: "days a finished import's status and counts are kept, likewise"
    case .keepAudit: "days an event of the audit is kept, likewise"
    case .keepEvents: "days a schedule event is kept after its end, likewise"
    case .workerConcurrency: "imports carried out at once by this process, 1 to 64"
    case .workerPollInterval: "seconds between looks for imports whose notice was missed, 1 to 60"
    case .metricsHost: "address to give metrics at, to whoever reaches it"
    case .metricsPort:
      "port to give metrics at, 0 to 65535; 0 picks a free one; default: no metrics are given"
    case .logLevel: "trace, debug, info, notice, warning, error or critical; SIGHUP reads it again"
    }
  }
}
