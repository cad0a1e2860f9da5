import Foundation
import Postgres
import Secrets
import Testing

@Suite("Postgres: a password file", .timeLimit(.minutes(5)))
struct PasswordFileTests {
  private func password(in contents: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(contents.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try PasswordFile(path: file.path(percentEncoded: false)).password().revealed
  }

  @Test(arguments: [
    ("secret", "secret"), ("secret\n", "secret"), ("secret\r\nmore\n", "secret"),
    (" with blanks \n", " with blanks "), ("schlüssel\n", "schlüssel"),
  ])
  func `returns its first line`(contents: String, expected: String) throws {
    #expect(try password(in: contents) == expected)
  }

  @Test func `returns up to 1023 bytes`() throws {
    let longest = String(repeating: "x", count: PasswordFile.longest)
    #expect(try password(in: longest + "\n") == longest)
    #expect(throws: PostgresError.self) { try password(in: longest + "x\n") }
  }

  @Test(arguments: ["", "\n", "\r\nsecret"])
  func `without a first line is rejected`(contents: String) throws {
    #expect(throws: PostgresError.self) { try password(in: contents) }
  }

  @Test func `that is missing is named`() {
    let error = #expect(throws: PostgresError.self) {
      try PasswordFile(path: "/nonexistent/file").password()
    }
    #expect(error?.debugDescription.contains("/nonexistent/file") == true)
  }
}
