import Foundation
import Glibc
import Testing

@Suite("wfm dev as an unprivileged user", .enabled(if: geteuid() == 0, "needs root"))
struct DevUserTests {
  /// Not by runuser, whose PAM sets the limit of open files to 1,024: Foundation cannot start a
  /// program with a file above the limit, and this process leaves some to those that it starts.
  private func asNobody(_ arguments: String...) async throws -> Program.Ending {
    try await Program.run(
      "/usr/bin/setpriv",
      ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "--"] + arguments,
      directory: "/")
  }

  @Test func `runs PostgreSQL as that user, and leaves nothing running`() async throws {
    // A checkout in root's home is out of that user's reach.
    let look = try await asNobody("test", "-x", Places.wfm, "-a", "-r", Places.example)
    if look.status != 0 { try Test.cancel("nobody cannot reach \(Places.wfm)") }
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let nobody = try #require(getpwnam("nobody"))
      #expect(chown(folder, nobody.pointee.pw_uid, nobody.pointee.pw_gid) == 0)
      let ending = try await asNobody(
        Places.wfm, "dev", "--data", dev.data, "--port", "0", "--once", "--import", Places.example)
      #expect(ending.status == 1, "\(ending.errors)")
      #expect(ending.output.contains("319 rows: 310 inserted"), "\(ending.errors)")
      let cluster = try FileManager.default.attributesOfItem(
        atPath: "\(dev.data)/postgres/cluster")
      #expect(cluster[.ownerAccountName] as? String == "nobody")
      #expect(dev.leftProcesses == [])
    }
  }
}
