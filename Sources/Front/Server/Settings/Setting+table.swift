import Authorization
import Logging
import ObjectStore
import Scheduling

extension Setting {
  private static let ratesPerMinute = AccountRates.range
  private static let days = Kind.number(0...36_500, unit: "days")

  /// The table of all settings.
  package var row: Row {
    switch self {
    case .databaseURL:
      Row(
        .database, .text, secrecy: .value,
        "libpq connection string or postgresql:// URI, with any option of libpq such as sslmode")
    case .databasePasswordFile:
      Row(
        .database, .file, secrecy: .file,
        "file whose first line is the database password, read for each new connection",
        note: "It replaces a password in database-url.")
    case .databasePoolSize:
      Row(
        .database, .number(1...500, unit: "database connections"), default: "10",
        "that requests share")
    case .databasePoolWait:
      Row(
        .database, .number(1...60, unit: "seconds"), default: "5",
        "that a request waits for a free database connection")
    case .databaseStatementTimeout:
      Row(.database, .number(1...3600, unit: "seconds"), default: "60", "that a statement may run")
    case .databaseLockTimeout:
      Row(
        .database, .number(1...3600, unit: "seconds"), default: "10",
        "that a statement may wait for a lock")
    case .databasePooler:
      Row(
        .database, .words(of: Pooler.self), default: "none",
        "connection pooler in front of the database",
        note: "With transaction, the server uses no session state.")

    case .host: Row(.server, .text, default: "127.0.0.1", "address that the server listens on")
    case .port: Row(.server, .port, default: "8080", "port that the server listens on")
    case .tlsCertificate:
      Row(
        .server, .file, ifAbsent: "plain HTTP",
        "PEM file with the server's certificate and its chain, for HTTPS and HTTP/2")
    case .tlsKey:
      Row(.server, .file, secrecy: .file, "PEM file with the certificate's private key")
    case .publicURL:
      Row(
        .server, .url, ifAbsent: "the request's Host field",
        "base URL at which clients reach the server")
    case .trustedProxies:
      Row(
        .server, .list, ifAbsent: "none",
        "addresses and networks of proxies whose X-Forwarded-For, -Proto and -Host are trusted")
    case .maxConnections:
      Row(
        .server, .number(1...100_000, unit: "client connections"), default: "1024",
        "that may be open at the same time")
    case .maxConnectionsPerClient:
      Row(
        .server, .number(1...100_000, unit: "client connections"), default: "256",
        "that one address (IPv6: one /64) may have open at the same time",
        note: "Trusted proxies are exempt.")
    case .uploadMemory:
      Row(
        .server, .number(8...65_536, unit: "MiB"), default: "256",
        "of memory for uploads in progress",
        note: "One account gets a quarter of it, but at least 6 MiB. An upload that does not fit "
          + "waits up to 5 s and is then rejected with 503.")
    case .shutdownDelay:
      Row(
        .server, .number(0...60, unit: "seconds"), default: "0",
        "that wfm serve keeps serving after SIGTERM",
        note: "Meanwhile it reports that it is not ready, so that load balancers remove it.")
    case .docs:
      Row(
        .server, .words(of: Switch.self), default: "on",
        "whether the server serves /docs and /openapi.json")

    case .uploadRate:
      Row(
        .rates, .number(Self.ratesPerMinute, unit: "uploads per minute"), default: "120",
        "per account, across all replicas (also the burst size)")
    case .readRate:
      Row(
        .rates, .number(Self.ratesPerMinute, unit: "reads per minute"), default: "1200",
        "per account, across all replicas (also the burst size)")
    case .adminRate:
      Row(
        .rates, .number(Self.ratesPerMinute, unit: "requests per minute"), default: "600",
        "per admin client, across all replicas (also the burst size)")
    case .tokenRate:
      Row(
        .rates, .number(Self.ratesPerMinute, unit: "access tokens per minute"), default: "300",
        "per client, across all replicas (also the burst size)")
    case .addressRate:
      Row(
        .rates, .number(1...10_000_000, unit: "requests per minute"), default: "60000",
        "of any kind per client address, in this process alone (also the burst size)")

    case .tokenKeys:
      Row(
        .verifiedTokens, .file, secrecy: .file,
        "file with the keys that verify access tokens, JWKS or PEM; reloaded on SIGHUP")
    case .tokenSecret:
      Row(
        .verifiedTokens, .text, secrecy: .value,
        "shared secret of at least 32 bytes that verifies HS256 access tokens")
    case .tokenSigningKey:
      Row(
        .verifiedTokens, .file, secrecy: .file,
        "PEM file with the P-256 private key that wfm token signs with")
    case .tokenIssuer:
      Row(.verifiedTokens, .list, ifAbsent: "any issuer", "accepted issuers (iss)")
    case .tokenJWKSURL:
      Row(
        .verifiedTokens, .list, ifAbsent: "keys, for every issuer",
        "where the keys of each issuer in token-issuer are, in the same order: an https URL of a "
          + "JWKS, discover for the issuer's metadata, or keys for the keys in token-keys")
    case .tokenAudience:
      Row(.verifiedTokens, .list, ifAbsent: "any audience", "accepted audiences (aud)")
    case .tokenAccountClaim:
      Row(.verifiedTokens, .text, default: "account_id", "claim that names the account")
    case .tokenScopeClaim:
      Row(
        .verifiedTokens, .list, default: "scope,scp,scopes",
        "claims that hold scopes, all of which are combined")
    case .tokenScopePrefix:
      Row(.verifiedTokens, .text, "prefix that the issuers put before scope names, such as wfm/")
    case .tokenLeeway:
      Row(
        .verifiedTokens, .number(0...60, unit: "seconds"), default: "30",
        "by which an issuer's clock may differ")
    case .tokenLongestLifetime:
      Row(
        .verifiedTokens, .number(60...31_536_000, unit: "seconds"), ifAbsent: "unlimited",
        "that an access token of another issuer may live")
    case .adminIssuers:
      Row(
        .verifiedTokens, .list,
        ifAbsent: "none if master-key is set, otherwise every accepted issuer",
        "other issuers whose tokens may have the scope wfm-admin")

    case .masterKey:
      Row(
        .issuedTokens, .file, secrecy: .file,
        "file of at least 32 random bytes, the same on all replicas",
        note: "If it is set, the server issues access tokens.")
    case .issuer:
      Row(
        .issuedTokens, .url, ifAbsent: "public-url, otherwise http(s)://HOST:PORT",
        "issuer (iss) in the server's own tokens")
    case .accessTokenLifetime:
      Row(
        .issuedTokens, .number(TokenGrant.lifetimes, unit: "seconds"), default: "3600",
        "that the server's own tokens live")

    case .reportURLKey:
      Row(
        .reports, .text, secrecy: .value,
        "key of at least 32 bytes that signs links to error reports, the same on all replicas")
    case .reportURLKeyFile:
      Row(
        .reports, .file, secrecy: .file, "file whose first line is that key",
        note: "Set this or report-url-key, not both.")
    case .reports:
      Row(
        .reports, .words(of: ReportDestination.self), default: "database",
        "where new error reports are stored (s3: in an object store)")
    case .reportRetries:
      Row(
        .reports, .number(1...1000, unit: "retries"), default: "20",
        "to store a report before its import ends as ERROR")

    case .s3Endpoint:
      Row(.objectStore, .url, ifAbsent: "Amazon S3 in s3-region", "URL of the object store")
    case .s3PublicEndpoint:
      Row(
        .objectStore, .url, ifAbsent: "s3-endpoint", "URL at which clients reach the object store")
    case .s3Addressing:
      Row(
        .objectStore, .words(of: S3Endpoint.Addressing.self),
        ifAbsent: "path if s3-endpoint is set, otherwise virtual-host",
        "form of object URLs (path: HOST/BUCKET, virtual-host: BUCKET.HOST)")
    case .s3Region:
      Row(.objectStore, .text, default: "us-east-1", "region that requests are signed for")
    case .s3Bucket: Row(.objectStore, .text, "bucket of the error reports")
    case .s3Prefix:
      Row(.objectStore, .text, default: "error-reports/", "prefix of the error reports' keys")
    case .s3AccessKeyID:
      Row(
        .objectStore, .text, ifAbsent: "from s3-credentials-file, otherwise AWS_ACCESS_KEY_ID",
        "access key ID")
    case .s3SecretAccessKey:
      Row(.objectStore, .text, secrecy: .value, "secret access key of s3-access-key-id")
    case .s3SecretAccessKeyFile:
      Row(
        .objectStore, .file, secrecy: .file, "file with the secret access key, read at each use")
    case .s3SessionToken:
      Row(.objectStore, .text, secrecy: .value, "session token of temporary credentials")
    case .s3CredentialsFile:
      Row(
        .objectStore, .file, secrecy: .file,
        "shared credentials file of the AWS tools, read at each use")
    case .s3Profile:
      Row(.objectStore, .text, default: "default", "profile in s3-credentials-file")
    case .s3Encryption:
      Row(
        .objectStore, .words(of: ReportEncryption.self), default: "none",
        "server-side encryption of error reports (none: as the bucket is configured)")
    case .s3KMSKeyID:
      Row(
        .objectStore, .text, ifAbsent: "the key of the bucket or account",
        "KMS key for the encryption sse-kms")

    case .keepFiles:
      Row(
        .retention, Self.days, default: "30",
        "that an uploaded file is kept after its import (0: without limit)")
    case .keepReports:
      Row(
        .retention, Self.days, default: "30",
        "that an error report is kept (0: without limit)")
    case .keepImports:
      Row(
        .retention, Self.days, default: "400",
        "that the status and counts of a finished import are kept (0: without limit)")
    case .keepAudit:
      Row(
        .retention, Self.days, default: "400",
        "that an audit event is kept (0: without limit)")
    case .keepEvents:
      Row(
        .retention, Self.days, default: "0",
        "that a schedule event is kept after its end (0: without limit)")

    case .workerConcurrency:
      Row(
        .worker, .number(1...64, unit: "imports"), default: "2",
        "that this process runs at the same time")
    case .workerPollInterval:
      Row(
        .worker, .number(1...60, unit: "seconds"), default: "1",
        "between two polls of the queue, in case a notification is lost")

    case .metricsHost:
      Row(
        .monitoring, .text, default: "127.0.0.1",
        "address that the metrics server listens on, without authentication")
    case .metricsPort:
      Row(
        .monitoring, .port, ifAbsent: "no metrics server",
        "port that the metrics server listens on")
    case .logLevel:
      Row(
        .monitoring, .words(of: Logger.Level.self), default: "info",
        "lowest level that is logged, reloaded on SIGHUP")
    }
  }
}
