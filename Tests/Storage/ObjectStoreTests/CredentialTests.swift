import Foundation
import ObjectStore
import Secrets
import TestSupport
import Testing

@Suite("Credentials of an object store", .timeLimit(.minutes(5)))
struct CredentialTests {
  private func withFile<R>(_ text: String, _ body: (String) throws -> R) throws -> R {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "wfm-credentials-\(UUID().uuidString)")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path(percentEncoded: false))
  }

  private static let shared = """
    # of AWS's tools
    [default]
    aws_access_key_id = one
    aws_secret_access_key=of=one
    [ other ]
      AWS_ACCESS_KEY_ID=two
    ; a remark = that says nothing
    aws_secret_access_key = of two
    aws_session_token = a token
    [empty]
    aws_access_key_id = three
    aws_secret_access_key =
    """

  @Test func `are read from a profile of the shared file`() throws {
    try withFile(Self.shared) { file in
      let one = try S3CredentialSource.sharedFile(file, profile: "default").credentials()
      let two = try S3CredentialSource.sharedFile(file, profile: "other").credentials()
      #expect(one == S3Credentials(accessKeyID: "one", secretAccessKey: "of=one"))
      #expect(
        two
          == S3Credentials(
            accessKeyID: "two", secretAccessKey: "of two", sessionToken: "a token"))
    }
  }

  @Test func `that are missing are named`() throws {
    try withFile(Self.shared) { file in
      for (source, reason) in [
        (S3CredentialSource.sharedFile(file, profile: "none"), "it has no profile [none]"),
        (.sharedFile(file, profile: "empty"), "[empty] lacks aws_access_key_id or"),
        (.sharedFile("/nonexistent", profile: "default"), "it cannot be read"),
        (.secretFile("/dev/null", accessKeyID: "a", sessionToken: nil), "it is empty"),
      ] {
        let fault = #expect(throws: S3CredentialsFault.self) { try source.credentials() }
        #expect(fault?.description.contains(reason) == true, "\(fault as Any)")
      }
    }
  }

  @Test func `are read again at each use`() throws {
    try withFile("first\n") { file in
      let source = S3CredentialSource.secretFile(file, accessKeyID: "a", sessionToken: nil)
      #expect(try source.credentials().secretAccessKey.revealed == "first")
      try Data("second".utf8).write(to: URL(filePath: file))
      #expect(try source.credentials().secretAccessKey.revealed == "second")
    }
  }

  @Test func `are those of the environment only if both parts are there`() {
    let both = ["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"]
    #expect(
      S3Credentials(environment: both) == S3Credentials(accessKeyID: "a", secretAccessKey: "b"))
    #expect(
      S3Credentials(environment: both.merging(["AWS_SESSION_TOKEN": "c"]) { $1 })
        == S3Credentials(accessKeyID: "a", secretAccessKey: "b", sessionToken: "c"))
    for name in both.keys {
      #expect(S3Credentials(environment: both.merging([name: ""]) { $1 }) == nil)
    }
  }
}
