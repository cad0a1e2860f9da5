import Foundation
import Glibc

/// The system user that PostgreSQL runs as: ourselves, or, since it refuses to run as root, an
/// unprivileged user when we are root.
struct ServerAccount {
  /// Nil where it is ourselves.
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
    throw .fileSystem("PostgreSQL refuses to run as root, and there is no user postgres or nobody.")
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

  /// Makes a folder that only this user, and root, can enter.
  ///
  /// One that is there already must be ours: in a folder that everyone can write in, such as
  /// /var/tmp, someone else may have put a folder or a link under the name.
  func makePrivateFolder(_ path: String) throws(EmbeddedPostgresFault) {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw .fileSystem("Cannot make the folder \(path): \(String(cString: strerror(errno)))")
    }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      [userID, geteuid()].contains(status.st_uid)
    else {
      throw .fileSystem("\(path) is not a folder of PostgreSQL's user: remove it, or change user.")
    }
    guard chmod(path, 0o700) == 0, chown(path, userID, groupID) == 0 else {
      throw .fileSystem("Cannot hand the folder \(path) to PostgreSQL's user.")
    }
  }

  /// Whether this user can work in a folder that `makePrivateFolder` made: a parent may bar the way.
  func canUse(_ path: String) -> Bool {
    (try? run("/bin/sh", ["-c", "cd \"$0\" && test -w .", path]))?.status == 0
  }
}
