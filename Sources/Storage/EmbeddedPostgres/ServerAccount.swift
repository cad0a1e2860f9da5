import Foundation
import Glibc

/// The system user that PostgreSQL runs as: the user of this process, or an unprivileged user if
/// this process runs as root, which PostgreSQL rejects.
struct ServerAccount {
  /// Nil if it is the user of this process.
  let name: String?
  private let userID: uid_t
  private let groupID: gid_t

  static func current() throws(EmbeddedPostgresFault) -> ServerAccount {
    guard geteuid() == 0 else {
      return ServerAccount(name: nil, userID: geteuid(), groupID: getegid())
    }
    for name in ["postgres", "nobody"] {
      if let entry = getpwnam(name) {
        return ServerAccount(
          name: name, userID: entry.pointee.pw_uid, groupID: entry.pointee.pw_gid)
      }
    }
    throw .fileSystem(
      "PostgreSQL does not run as root, and there is no user postgres or nobody. Create one of them."
    )
  }

  /// The program and arguments that run a command as this user.
  func command(_ path: String, _ arguments: [String]) -> (path: String, arguments: [String]) {
    guard let name else { return (path, arguments) }
    return ("/usr/sbin/runuser", ["-u", name, "--", path] + arguments)
  }

  /// Runs a command as this user to its end.
  func run(_ path: String, _ arguments: [String], input: String = "") throws -> Command.Output {
    let command = command(path, arguments)
    return try Command.run(command.path, command.arguments, input: input)
  }

  /// Creates a folder that only this user and root can enter.
  ///
  /// An existing folder must belong to this user: in a folder that everyone can write to, such as
  /// /var/tmp, another user may have created a folder or a link of the same name.
  func makePrivateFolder(_ path: String) throws(EmbeddedPostgresFault) {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw .fileSystem("Cannot create the folder \(path): \(String(cString: strerror(errno)))")
    }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      [userID, geteuid()].contains(status.st_uid)
    else {
      throw .fileSystem(
        "\(path) does not belong to PostgreSQL's user. Remove it, or run as its owner.")
    }
    guard chmod(path, 0o700) == 0, chown(path, userID, groupID) == 0 else {
      throw .fileSystem("Cannot give the folder \(path) to PostgreSQL's user.")
    }
  }

  /// Whether this user can use a folder that `makePrivateFolder` created. A parent folder may deny
  /// access.
  func canUse(_ path: String) -> Bool {
    (try? run("/bin/sh", ["-c", "cd \"$0\" && test -w .", path]))?.status == 0
  }
}
