import Glibc
package import Secrets

/// A file whose first line is a password. It is read for each session, so a new password takes
/// effect without a restart.
package struct PasswordFile: Sendable {
  /// The path of the file.
  package let path: String

  /// The file at this path.
  package init(path: String) { self.path = path }

  /// The maximum length of a password in bytes. PostgreSQL accepts no longer password from libpq.
  package static let longest = 1023

  /// The first line without its end, at most `longest` bytes.
  ///
  /// - Throws: `.connectionFailed`, which contains the path of the file but never its contents.
  package func password() throws(PostgresError) -> Secret {
    guard let file = fopen(path, "re") else {
      throw .connectionFailed(
        "the password file \(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: Self.longest + 2)
    guard fgets(&line, Int32(line.count), file) != nil else {
      throw .connectionFailed("the password file \(path) is empty or no file")
    }
    let bytes = line.prefix { $0 != 0 && $0 != 0x0A && $0 != 0x0D }.map { UInt8(bitPattern: $0) }
    guard !bytes.isEmpty, bytes.count <= Self.longest else {
      throw .connectionFailed(
        "the password file \(path) has no first line of 1 to \(Self.longest) bytes")
    }
    return Secret(String(decoding: bytes, as: UTF8.self))
  }
}
