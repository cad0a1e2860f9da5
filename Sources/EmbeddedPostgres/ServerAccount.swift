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
  func makePrivateFolder(_ path: String) throws(EmbeddedPostgresFault) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .fileSystem("Cannot make the folder \(path): \(error.localizedDescription)")
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
