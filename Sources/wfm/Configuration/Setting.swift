/// Every setting of the server, in one table: README prints it, a test compares the two.
///
/// A setting is given by flag (`--database-url`), by environment (`WFM_DATABASE_URL`) or in the
/// configuration file (`WFM_DATABASE_URL=…`), the first of these that has it.
enum Setting: String, CaseIterable {
  case databaseURL = "database-url"
  case databasePoolSize = "database-pool-size"
  case databasePoolWait = "database-pool-wait"
  case databaseStatementTimeout = "database-statement-timeout"
  case databaseLockTimeout = "database-lock-timeout"
  case databasePooler = "database-pooler"
  case host
  case port
  case publicURL = "public-url"
  case trustedProxies = "trusted-proxies"
  case maxConnections = "max-connections"
  case uploadMemory = "upload-memory"
  case uploadRate = "upload-rate"
  case readRate = "read-rate"
  case adminRate = "admin-rate"
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
  case masterKey = "master-key"
  case issuer
  case accessTokenLifetime = "access-token-lifetime"
  case reportURLKey = "report-url-key"
  case workerConcurrency = "worker-concurrency"
  case workerPollInterval = "worker-poll-interval"
  case logLevel = "log-level"
}

extension Setting {
  var flag: String { "--\(rawValue)" }

  var variable: String {
    "WFM_" + rawValue.uppercased().replacing("-", with: "_")
  }

  /// What is taken where nothing is given; nil where nothing is.
  var defaultValue: String? {
    switch self {
    case .databaseURL, .publicURL, .trustedProxies, .tokenKeys, .tokenSecret, .tokenSigningKey,
      .tokenIssuer, .tokenJWKSURL, .tokenAudience, .tokenScopePrefix, .masterKey, .issuer,
      .reportURLKey:
      nil
    case .databasePoolSize: "10"
    case .databasePoolWait: "5"
    case .databaseStatementTimeout: "60"
    case .databaseLockTimeout: "10"
    case .databasePooler: "none"
    case .host: "127.0.0.1"
    case .port: "8080"
    case .maxConnections: "1024"
    case .uploadMemory: "256"
    case .uploadRate: "120"
    case .readRate: "1200"
    case .adminRate: "600"
    case .tokenAccountClaim: "account_id"
    case .tokenScopeClaim: "scope,scp,scopes"
    case .tokenLeeway: "30"
    case .accessTokenLifetime: "3600"
    case .workerConcurrency: "2"
    case .workerPollInterval: "1"
    case .logLevel: "info"
    }
  }

  /// What it means, with unit and bounds.
  var summary: String {
    switch self {
    case .databaseURL: "libpq connection string; sslmode and all of libpq's options pass through"
    case .databasePoolSize: "connections for requests, 1 to 500"
    case .databasePoolWait: "seconds to wait for a free connection, 1 to 60"
    case .databaseStatementTimeout: "seconds a statement may run, 1 to 3600"
    case .databaseLockTimeout: "seconds a statement may wait for a lock, 1 to 3600"
    case .databasePooler:
      "none, or transaction behind a pooler in transaction mode: no session state is used"
    case .host: "address to listen on"
    case .port: "port to listen on, 0 to 65535; 0 picks a free one"
    case .publicURL: "what clients reach the server at; default: the request's Host field"
    case .trustedProxies:
      "addresses of proxies whose X-Forwarded-For is believed, separated by commas; default: none"
    case .maxConnections: "client connections at once, 1 to 100000"
    case .uploadMemory:
      "MiB that uploads may hold at once, 8 to 65536; what does not fit is refused with 503"
    case .uploadRate: "uploads a minute and account, and the most at once, 1 to 1000000"
    case .readRate: "reads a minute and account, and the most at once, 1 to 1000000"
    case .adminRate:
      "requests a minute and administering client, and the most at once, 1 to 1000000"
    case .tokenKeys: "file with the keys that access tokens are signed with: JWKS or PEM"
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
    case .masterKey:
      "file of at least 32 random bytes, same in all replicas; with it the server issues tokens"
    case .issuer:
      "what this server's own tokens have as iss; default: public-url, else http://HOST:PORT"
    case .accessTokenLifetime: "seconds that this server's own tokens live, 60 to 86400"
    case .reportURLKey: "key for links to error reports, at least 32 bytes, same in all replicas"
    case .workerConcurrency: "imports carried out at once by this process, 1 to 64"
    case .workerPollInterval: "seconds between looks for imports whose notice was missed, 1 to 60"
    case .logLevel: "trace, debug, info, notice, warning, error or critical"
    }
  }
}
