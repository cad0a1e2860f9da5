import Foundation
import Identity
import Secrets
import Server
import TestSupport

/// A recognizable text in every setting that is a secret or names a file with one.
struct PlantedSecrets {
  let settings: [String: String]
  /// The texts that must not be shown.
  let canaries: [String]

  /// The beginning of each planted text.
  static let mark = "canary-of-"

  static func text(_ name: String) -> String { "\(mark)\(name)-0123456789-0123456789-0123456789" }

  /// The settings whose values are secrets. In the connection string, only a part is secret.
  static let direct = Setting.allCases.filter {
    $0.row.secrecy == .value && $0 != .databaseURL
  }.map(\.variable)

  /// The settings that name a file with a secret.
  static let inFiles = [
    "WFM_DATABASE_PASSWORD_FILE", "WFM_MASTER_KEY", "WFM_REPORT_URL_KEY_FILE",
    "WFM_S3_SECRET_ACCESS_KEY_FILE", "WFM_S3_CREDENTIALS_FILE", "WFM_TOKEN_SIGNING_KEY",
    "WFM_TOKEN_KEYS", "WFM_TLS_KEY",
  ]

  /// An object store that does not exist, so that its faults are logged too.
  private static let store = [
    "WFM_REPORTS": "s3", "WFM_S3_BUCKET": "reports", "WFM_S3_ENDPOINT": "http://127.0.0.1:1",
  ]

  /// Secrets planted in settings, besides the installation's own.
  static func inSettings(of installation: Installation) throws -> PlantedSecrets {
    var settings = store.merging(["WFM_S3_ACCESS_KEY_ID": "id"]) { $1 }
    for name in direct { settings[name] = text(name) }
    let url = installation.environment["WFM_DATABASE_URL"] ?? ""
    settings["WFM_DATABASE_URL"] = "\(url) password=\(text("database"))"
    settings["WFM_MASTER_KEY"] = try installation.file(text("master"))
    // Secrets of other programs.
    settings["AWS_SECRET_ACCESS_KEY"] = text("aws")
    settings["PGPASSWORD"] = text("pgpassword")
    return PlantedSecrets(settings: settings, canaries: [mark])
  }

  /// Secrets planted in files, for settings that can name a file.
  static func inFiles(of installation: Installation) throws -> PlantedSecrets {
    var settings = store
    var canaries = [mark]
    for name in [
      "WFM_DATABASE_PASSWORD_FILE", "WFM_MASTER_KEY", "WFM_REPORT_URL_KEY_FILE",
    ] { settings[name] = try installation.file(text(name) + "\n") }
    settings["WFM_REPORT_URL_KEY"] = ""
    settings["WFM_S3_CREDENTIALS_FILE"] = try installation.file(
      """
      [default]
      aws_access_key_id = id
      aws_secret_access_key = \(text("shared"))
      aws_session_token = \(text("session"))
      """)
    for name in ["WFM_TOKEN_SIGNING_KEY", "WFM_TOKEN_KEYS"] {
      let pem = SigningKey().pem.revealed
      settings[name] = try installation.file(pem)
      canaries += lines(of: pem)
    }
    return PlantedSecrets(settings: settings, canaries: canaries)
  }

  /// The other file with the store's secret, and a certificate's key.
  static func withTLS(of installation: Installation, folder: String) throws -> PlantedSecrets {
    let own = try TestCertificate("\(folder)/own", names: ["DNS:localhost"])
    var settings = store
    settings["WFM_S3_ACCESS_KEY_ID"] = "id"
    settings["WFM_S3_SECRET_ACCESS_KEY_FILE"] = try installation.file(text("secret"))
    settings["WFM_TLS_CERTIFICATE"] = own.file
    settings["WFM_TLS_KEY"] = own.keyFile
    let pem = try String(contentsOfFile: own.keyFile, encoding: .utf8)
    return PlantedSecrets(settings: settings, canaries: [mark] + lines(of: pem))
  }

  /// The lines of a private key, without its first and last line.
  private static func lines(of pem: String) -> [String] {
    pem.split(separator: "\n").map(String.init).filter { $0.count > 20 && !$0.hasPrefix("-") }
  }
}
