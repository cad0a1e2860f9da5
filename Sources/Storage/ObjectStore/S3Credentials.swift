import Foundation
package import Secrets

/// What requests to an object store are signed with.
package struct S3Credentials: Sendable, Equatable {
  package let accessKeyID: String
  package let secretAccessKey: Secret
  /// Comes with credentials that are valid for a time only.
  package let sessionToken: Secret?

  package init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }

  /// The variables that AWS's own tools take; nil where there are none.
  package init?(environment: [String: String]) {
    let values = environment.filter { !$0.value.isEmpty }
    guard let id = values["AWS_ACCESS_KEY_ID"], let secret = values["AWS_SECRET_ACCESS_KEY"]
    else { return nil }
    self.init(
      accessKeyID: id, secretAccessKey: Secret(secret),
      sessionToken: values["AWS_SESSION_TOKEN"].map(Secret.init))
  }
}

/// Where credentials come from. A file is read at each use, so that new ones count without a restart.
package enum S3CredentialSource: Sendable {
  case fixed(S3Credentials)
  /// A file that holds the secret access key and nothing else.
  case secretFile(String, accessKeyID: String, sessionToken: Secret?)
  /// A shared credentials file, as AWS's own tools have it.
  case sharedFile(String, profile: String)

  /// - Throws: `S3CredentialsFault`
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
    // Not by FileManager, which reads regular files only: a secret may come through a pipe.
    guard let handle = FileHandle(forReadingAtPath: file),
      let data = try? handle.readToEnd() ?? Data(),
      let text = String(validating: data, as: UTF8.self)
    else { throw .init(file: file, reason: "it cannot be read as UTF-8") }
    return text
  }

  /// The values of a section that are not empty; nil where the file has no such section.
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

/// A file does not have the credentials that it should have.
package struct S3CredentialsFault: Error, CustomStringConvertible {
  let file: String
  let reason: String

  package var description: String { "\(file) gives no credentials: \(reason)." }
}
