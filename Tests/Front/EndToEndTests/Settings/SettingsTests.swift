import Foundation
import Testing

@Suite("The settings", .timeLimit(.minutes(10)))
struct SettingsTests {
  @Test func `docs/reference/settings.md lists what the program takes`() async throws {
    let page = try String(
      contentsOfFile: Places.path("docs/reference/settings.md"), encoding: .utf8)
    let table = page.firstMatch(of: /<!-- settings -->\n([^<]*)<!-- \/settings -->/)?.1
    #expect(
      table?.trimmingCharacters(in: .newlines) == (try await SettingsTable().text),
      "put what `wfm settings` prints between the markers")
  }

  @Test func `the help of serve names every flag, variable and default`() async throws {
    let help = try await Program.run(Places.wfm, ["serve", "--help"]).output
    let rows = try await SettingsTable().rows
    #expect(rows.count > 20)
    for row in rows {
      let value = row.defaultValue.isEmpty ? "" : " (default \(row.defaultValue))"
      #expect(help.contains("\(row.flag), \(row.variable)\(value)\n"))
    }
  }

  /// A value that is wrong, for every setting that cannot be just any text.
  private static let wrongValues: [String: [String]] = [
    "WFM_DATABASE_URL": ["wfm", "host='open", "colour=red"],
    "WFM_DATABASE_PASSWORD_FILE": ["/nonexistent", "/dev/null", "/"],
    "WFM_DATABASE_POOL_SIZE": ["0", "501", "ten"],
    "WFM_DATABASE_POOL_WAIT": ["0", "61", "1.5"],
    "WFM_DATABASE_STATEMENT_TIMEOUT": ["0", "3601"],
    "WFM_DATABASE_LOCK_TIMEOUT": ["0", "3601"],
    "WFM_DATABASE_POOLER": ["session", "None"],
    "WFM_HOST": ["no host", "256.0.0.1"],
    "WFM_PORT": ["-1", "65536", "http"],
    "WFM_PUBLIC_URL": ["example.com", "ftp://example.com", "https://example.com/?a=b", "https://"],
    "WFM_MAX_CONNECTIONS": ["0", "100001"],
    "WFM_MAX_CONNECTIONS_PER_CLIENT": ["0", "100001"],
    "WFM_TLS_CERTIFICATE": ["/nonexistent", "/dev/null"],
    "WFM_TLS_KEY": ["/nonexistent", "/dev/null"],
    "WFM_UPLOAD_MEMORY": ["7", "65537"],
    "WFM_SHUTDOWN_DELAY": ["-1", "61"],
    "WFM_UPLOAD_RATE": ["0", "1000001"],
    "WFM_READ_RATE": ["0", "1000001"],
    "WFM_TOKEN_KEYS": ["/nonexistent", "/dev/null", "/"],
    "WFM_TOKEN_SECRET": ["sesame"],
    "WFM_TOKEN_SIGNING_KEY": ["/nonexistent", "/dev/null"],
    "WFM_TOKEN_ISSUER": [",", " , "],
    "WFM_TOKEN_AUDIENCE": [","],
    "WFM_TOKEN_LEEWAY": ["-1", "61"],
    "WFM_TOKEN_LONGEST_LIFETIME": ["59", "31536001", "a day"],
    "WFM_ADMIN_ISSUERS": [",", " , "],
    "WFM_TRUSTED_PROXIES": ["a proxy", ",", "10.0.0.0/33", "::/129", "10.0.0.0/"],
    "WFM_ADMIN_RATE": ["0", "1000001"],
    "WFM_DOCS": ["yes", "On"],
    "WFM_TOKEN_RATE": ["0", "1000001"],
    "WFM_ADDRESS_RATE": ["0", "10000001"],
    "WFM_KEEP_FILES": ["-1", "36501", "never"],
    "WFM_KEEP_REPORTS": ["-1", "36501"],
    "WFM_KEEP_IMPORTS": ["-1", "36501"],
    "WFM_KEEP_AUDIT": ["-1", "36501"],
    "WFM_KEEP_EVENTS": ["-1", "36501"],
    "WFM_TOKEN_JWKS_URL": ["http://issuer.example/keys", "discover", ","],
    "WFM_TOKEN_SCOPE_CLAIM": [","],
    "WFM_MASTER_KEY": ["/nonexistent", "/dev/null", "/etc/hostname"],
    "WFM_ISSUER": ["issuer.example.com", "https://issuer.example.com/?a=b"],
    "WFM_ACCESS_TOKEN_LIFETIME": ["59", "86401"],
    "WFM_REPORT_URL_KEY": ["0123456789012345678901234567890"],
    // The key itself is given too.
    "WFM_REPORT_URL_KEY_FILE": ["/etc/hostname"],
    "WFM_REPORTS": ["S3", "disk"],
    "WFM_REPORT_RETRIES": ["0", "1001"],
    // Without a bucket they count for nothing; ReportSettingsTests have their values.
    "WFM_S3_ENDPOINT": ["https://store.example"],
    "WFM_S3_PUBLIC_ENDPOINT": ["https://store.example"],
    "WFM_S3_ADDRESSING": ["path"],
    "WFM_S3_REGION": ["EU West"],
    "WFM_S3_BUCKET": ["Reports"],
    "WFM_S3_PREFIX": ["/reports"],
    "WFM_S3_ACCESS_KEY_ID": ["id"],
    "WFM_S3_SECRET_ACCESS_KEY": ["secret"],
    "WFM_S3_SECRET_ACCESS_KEY_FILE": ["/dev/null"],
    "WFM_S3_SESSION_TOKEN": ["token"],
    "WFM_S3_CREDENTIALS_FILE": ["/dev/null"],
    "WFM_S3_ENCRYPTION": ["kms"],
    "WFM_S3_KMS_KEY_ID": ["key"],
    "WFM_WORKER_CONCURRENCY": ["0", "65"],
    "WFM_WORKER_POLL_INTERVAL": ["0", "61"],
    "WFM_METRICS_HOST": ["no host"],
    "WFM_METRICS_PORT": ["-1", "65536", "http"],
    "WFM_LOG_LEVEL": ["loud"],
  ]

  private static let anyText: Set = [
    "WFM_TOKEN_ACCOUNT_CLAIM", "WFM_TOKEN_SCOPE_PREFIX", "WFM_S3_PROFILE",
  ]

  @Test func `each wrong value is refused at start, with its name`() async throws {
    let installation = try await Installation()
    // With a master key all settings are read.
    let masterKey = try installation.file("a master key of more than thirty-two bytes")
    for row in try await SettingsTable().rows where !Self.anyText.contains(row.variable) {
      let values = try #require(Self.wrongValues[row.variable], "\(row.variable) is not tested")
      for value in values {
        let ending = try await installation.run(
          "serve", settings: ["WFM_MASTER_KEY": masterKey].merging([row.variable: value]) { $1 })
        #expect(ending.status != 0, "\(row.variable)=\(value)")
        #expect(ending.errors.contains(row.variable), "\(row.variable)=\(value)")
        let byFlag = try await installation.run(
          "serve", "\(row.flag)=\(value)", settings: ["WFM_MASTER_KEY": masterKey])
        #expect(byFlag.status != 0, "\(row.flag)=\(value)")
        #expect(byFlag.errors.contains(row.variable), "\(row.flag)=\(value): \(byFlag.errors)")
      }
    }
  }

  @Test func `a wrong secret is not repeated`() async throws {
    let installation = try await Installation()
    for variable in ["WFM_TOKEN_SECRET", "WFM_REPORT_URL_KEY", "WFM_DATABASE_URL"] {
      let ending = try await installation.run("serve", settings: [variable: "xyzzy"])
      #expect(ending.status != 0)
      #expect(!ending.errors.contains("xyzzy"), "\(variable)")
    }
  }

  @Test(arguments: ["/nonexistent", "/dev/null", "/etc/hostname"])
  func `a file of a key that is none is refused`(file: String) async throws {
    let installation = try await Installation()
    let ending = try await installation.run(
      "serve", settings: ["WFM_REPORT_URL_KEY": "", "WFM_REPORT_URL_KEY_FILE": file])
    #expect(ending.status != 0)
    #expect(ending.errors.contains("WFM_REPORT_URL_KEY_FILE is '"))
  }

  @Test func `what serve cannot do without is named`() async throws {
    let installation = try await Installation()
    for (without, name) in [
      ("WFM_DATABASE_URL", "WFM_DATABASE_URL"), ("WFM_TOKEN_SIGNING_KEY", "WFM_TOKEN_KEYS"),
      ("WFM_REPORT_URL_KEY", "WFM_REPORT_URL_KEY"),
    ] {
      let ending = try await installation.run("serve", settings: [without: ""])
      #expect(ending.status != 0)
      #expect(ending.errors.contains("\(name) is not set"), "\(ending.errors)")
    }
  }
}
