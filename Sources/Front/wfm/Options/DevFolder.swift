import Authorization
import Foundation
import Identity
import Secrets
import Server

/// The data folder of `wfm dev`. It holds PostgreSQL, the keys, the log, and the settings by which
/// all other commands find the running installation.
struct DevFolder: Sendable {
  let path: String

  /// The settings of the running installation, as a configuration file.
  var environmentFile: String { "\(path)/environment" }
  /// An absolute path, because messages show it.
  var logFile: String { Self.absolute("\(path)/wfm.log") }
  private var signingKeyFile: String { "\(path)/signing-key.pem" }
  private var reportKeyFile: String { "\(path)/report-url-key" }
  private var masterKeyFile: String { "\(path)/master-key" }
  private var clientSecretFile: String { "\(path)/client-secret" }

  /// The settings that the folder gives. The environment cannot override them.
  private static let ownSettings: [Setting] = [
    .databaseURL, .databasePasswordFile, .tokenSigningKey, .masterKey, .reportURLKey,
    .reportURLKeyFile,
  ]

  /// The process's environment without the folder's own settings.
  static var environment: [String: String] {
    ProcessInfo.processInfo.environment.filter { variable in
      !ownSettings.contains { $0.variable == variable.key }
    }
  }

  /// - Throws: `Settings.Fault.unusable` for a flag that would replace the database or a key.
  func rejectOwnSettings(in flags: [String]) throws(Settings.Fault) {
    let variables = try Settings.variables(flags: flags)
    for setting in Self.ownSettings where variables[setting.variable] != nil {
      throw .unusable(
        setting, reason: "`wfm dev` has its own in \(path). Use `wfm serve` with another.")
    }
  }

  /// Creates the folder and the keys that are missing.
  func prepare() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if !FileManager.default.fileExists(atPath: signingKeyFile) {
      try write(SigningKey().pem.revealed, to: signingKeyFile)
    }
    if !FileManager.default.fileExists(atPath: reportKeyFile) {
      try write(Self.randomText(), to: reportKeyFile)
    }
    if !FileManager.default.fileExists(atPath: masterKeyFile) {
      try write(Self.randomText(), to: masterKeyFile)
    }
    if !FileManager.default.fileExists(atPath: clientSecretFile) {
      try write(ClientSecret().text.revealed, to: clientSecretFile)
    }
  }

  /// The demo client's secret.
  func clientSecret() throws -> Secret {
    Secret(try String(contentsOfFile: clientSecretFile, encoding: .utf8))
  }

  /// 256 random bits.
  private static func randomText() -> String {
    Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString()
  }

  /// Records how to reach the installation. The address is added as soon as the server listens.
  func record(databaseURL: String, address: (host: String, port: Int)? = nil) throws {
    let reportKey = try String(contentsOfFile: reportKeyFile, encoding: .utf8)
    var lines = [
      (Setting.databaseURL, databaseURL), (.tokenSigningKey, Self.absolute(signingKeyFile)),
      (.reportURLKey, reportKey), (.masterKey, Self.absolute(masterKeyFile)),
    ]
    if let address { lines += [(.host, address.host), (.port, "\(address.port)")] }
    let text = lines.map { "\($0.0.variable)=\($0.1)\n" }.joined()
    try write(text, to: environmentFile)
  }

  private static func absolute(_ file: String) -> String {
    URL(fileURLWithPath: file).standardizedFileURL.path
  }

  /// Replaces the file with one that only the owner may read.
  private func write(_ text: String, to file: String) throws {
    let unfinished = "\(file).new"
    _ = FileManager.default.createFile(
      atPath: unfinished, contents: nil, attributes: [.posixPermissions: 0o600])
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: unfinished))
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
    guard rename(unfinished, file) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file])
    }
  }
}
