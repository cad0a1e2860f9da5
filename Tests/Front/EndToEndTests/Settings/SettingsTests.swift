import Foundation
import Server
import Testing

@Suite("The settings", .timeLimit(.minutes(10)))
struct SettingsTests {
  @Test func `the reference pages list the settings and commands of the program`() async throws {
    try await ReferencePage(
      file: "settings.md", marker: "settings", command: ["settings", "--markdown"]
    ).expectPrinted()
    try await ReferencePage(file: "cli.md", marker: "commands", command: ["commands"])
      .expectPrinted()
  }

  @Test func `the help of serve names every flag, variable and default`() async throws {
    let help = try await Program.run(Places.wfm, ["serve", "--help"]).output
    #expect(Setting.allCases.count > 20)
    for setting in Setting.allCases {
      let value = setting.row.defaultValue.map { " (default \($0))" } ?? ""
      #expect(help.contains("\(setting.flag), \(setting.variable)\(value)"))
    }
  }

  /// Wrong values for every setting, except settings for free text and numbers.
  private static let wrongValues: [String: [String]] = [
    "WFM_DATABASE_URL": ["wfm", "host='open", "colour=red"],
    "WFM_DATABASE_PASSWORD_FILE": ["/nonexistent", "/dev/null", "/"],
    "WFM_DATABASE_POOLER": ["session", "None"],
    "WFM_HOST": ["no host", "256.0.0.1"],
    "WFM_PUBLIC_URL": ["example.com", "ftp://example.com", "https://example.com/?a=b", "https://"],
    "WFM_TLS_CERTIFICATE": ["/nonexistent", "/dev/null"],
    "WFM_TLS_KEY": ["/nonexistent", "/dev/null"],
    "WFM_TOKEN_KEYS": ["/nonexistent", "/dev/null", "/"],
    "WFM_TOKEN_SECRET": ["sesame"],
    "WFM_TOKEN_SIGNING_KEY": ["/nonexistent", "/dev/null"],
    "WFM_TOKEN_ISSUER": [",", " , "],
    "WFM_TOKEN_AUDIENCE": [","],
    "WFM_ADMIN_ISSUERS": [",", " , "],
    "WFM_TRUSTED_PROXIES": ["a proxy", ",", "10.0.0.0/33", "::/129", "10.0.0.0/"],
    "WFM_DOCS": ["yes", "On"],
    "WFM_TOKEN_JWKS_URL": ["http://issuer.example/keys", "discover", ","],
    "WFM_TOKEN_SCOPE_CLAIM": [","],
    "WFM_MASTER_KEY": ["/nonexistent", "/dev/null", "/etc/hostname"],
    "WFM_ISSUER": ["issuer.example.com", "https://issuer.example.com/?a=b"],
    "WFM_REPORT_URL_KEY": ["0123456789012345678901234567890"],
    // The setting for the key itself is set too.
    "WFM_REPORT_URL_KEY_FILE": ["/etc/hostname"],
    "WFM_REPORTS": ["S3", "disk"],
    // Without a bucket they are rejected. ReportSettingsTests has their values.
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
    "WFM_METRICS_HOST": ["no host"],
    "WFM_LOG_LEVEL": ["loud"],
  ]

  private static let anyText: Set<Setting> = [
    .tokenAccountClaim, .tokenScopePrefix, .s3Profile,
  ]

  /// For a number, the values just outside its range.
  private static func wrongValues(of setting: Setting) throws -> [String] {
    if let range = setting.row.kind.range {
      return ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "ten", "1.5"]
    }
    return try #require(wrongValues[setting.variable], "\(setting) is not tested")
  }

  @Test func `each wrong value is rejected at start, with the name of the setting`() async throws {
    let installation = try await Installation()
    // With a master key all settings are read.
    let masterKey = try installation.file("a master key of more than thirty-two bytes")
    for setting in Setting.allCases where !Self.anyText.contains(setting) {
      let (name, values) = (setting.variable, try Self.wrongValues(of: setting))
      for value in values {
        let ending = try await installation.run(
          "serve", settings: ["WFM_MASTER_KEY": masterKey].merging([name: value]) { $1 })
        #expect(ending.status != 0, "\(name)=\(value)")
        #expect(ending.errors.contains(name), "\(name)=\(value)")
        let byFlag = try await installation.run(
          "serve", "\(setting.flag)=\(value)", settings: ["WFM_MASTER_KEY": masterKey])
        #expect(byFlag.status != 0, "\(setting.flag)=\(value)")
        #expect(byFlag.errors.contains(name), "\(setting.flag)=\(value): \(byFlag.errors)")
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
  func `a file without a key is rejected`(file: String) async throws {
    let installation = try await Installation()
    let ending = try await installation.run(
      "serve", settings: ["WFM_REPORT_URL_KEY": "", "WFM_REPORT_URL_KEY_FILE": file])
    #expect(ending.status != 0)
    #expect(ending.errors.contains("WFM_REPORT_URL_KEY_FILE is \""))
  }

  @Test func `serve names each required setting that is missing`() async throws {
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
