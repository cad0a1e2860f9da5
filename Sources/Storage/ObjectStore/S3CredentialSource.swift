import Foundation
package import Secrets

/// Where credentials come from. A file is read at each use, so that a rotated key needs no restart.
package enum S3CredentialSource: Sendable {
  /// Credentials that do not change.
  case fixed(S3Credentials)
  /// A file that contains only the secret access key.
  case secretFile(String, accessKeyID: String, sessionToken: Secret?)
  /// A shared credentials file of AWS's tools.
  case sharedFile(String, profile: String)

  /// Reads the credentials.
  ///
  /// - Throws: `S3CredentialsFault` if the file cannot be read or lacks them.
  package func credentials() throws(S3CredentialsFault) -> S3Credentials {
    switch self {
    case .fixed(let credentials): return credentials
    case .secretFile(let file, let accessKeyID, let sessionToken):
      let secret = try Self.contents(of: file).trimmingCharacters(in: .whitespacesAndNewlines)
      guard !secret.isEmpty else { throw .init(file: file, reason: "it is empty") }
      return S3Credentials(
        accessKeyID: accessKeyID, secretAccessKey: Secret(secret), sessionToken: sessionToken)
    case .sharedFile(let file, let profile):
      let values = Self.profile(profile, in: try Self.contents(of: file))
      guard let values else { throw .init(file: file, reason: "it has no profile [\(profile)]") }
      guard let id = values["aws_access_key_id"], let secret = values["aws_secret_access_key"]
      else {
        throw .init(
          file: file,
          reason: "[\(profile)] lacks aws_access_key_id or aws_secret_access_key")
      }
      return S3Credentials(
        accessKeyID: id, secretAccessKey: Secret(secret),
        sessionToken: values["aws_session_token"].map(Secret.init))
    }
  }

  private static func contents(of file: String) throws(S3CredentialsFault) -> String {
    // FileManager reads only regular files, but a secret may come through a pipe.
    guard let handle = FileHandle(forReadingAtPath: file),
      let data = try? handle.readToEnd() ?? Data(),
      let text = String(validating: data, as: UTF8.self)
    else { throw .init(file: file, reason: "it cannot be read as UTF-8") }
    return text
  }

  /// The values of a section that are not empty; nil if the file has no such section.
  private static func profile(_ name: String, in text: String) -> [String: String]? {
    var values: [String: String]?
    var isInside = false
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("[") {
        isInside =
          line.dropFirst().prefix { $0 != "]" }
          .trimmingCharacters(in: .whitespaces) == name
        if isInside { values = values ?? [:] }
      } else if isInside, !line.hasPrefix("#"), !line.hasPrefix(";"),
        let sign = line.firstIndex(of: "=")
      {
        let key = line[..<sign].trimmingCharacters(in: .whitespaces).lowercased()
        let value = line[line.index(after: sign)...].trimmingCharacters(in: .whitespaces)
        if !value.isEmpty { values?[key] = value }
      }
    }
    return values
  }
}
