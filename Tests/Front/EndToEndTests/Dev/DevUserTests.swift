import Foundation
import Glibc
import TestSupport
import Testing

@Suite("wfm dev as an unprivileged user", .needs(.root, .setpriv), .timeLimit(.minutes(10)))
struct DevUserTests {
  /// Does not use runuser, whose PAM session limits open files to 1,024. Foundation cannot start a
  /// program while it has a descriptor above the limit, and programs inherit such descriptors from
  /// this process.
  private func asNobody(_ arguments: String...) async throws -> Program.Ending {
    try await Program.run(
      "/usr/bin/setpriv",
      ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "--"] + arguments,
      directory: "/")
  }

  @Test func `runs PostgreSQL as that user, and leaves nothing running`() async throws {
    try await Places.withFolder { folder in
      // That user cannot read a checkout in root's home.
      let (wfm, example) = ("\(folder)/wfm", "\(folder)/schedule.csv")
      try FileManager.default.copyItem(atPath: Places.wfm, toPath: wfm)
      try FileManager.default.copyItem(atPath: Places.example, toPath: example)
      let dev = DevEnvironment(data: "\(folder)/data")
      let nobody = try #require(getpwnam("nobody"))
      #expect(chown(folder, nobody.pointee.pw_uid, nobody.pointee.pw_gid) == 0)
      let ending = try await asNobody(
        wfm, "dev", "--data", dev.data, "--port", "0", "--once", "--import", example)
      #expect(ending.status == 1, "\(ending.errors)")
      #expect(ending.output.contains("319 rows: 310 inserted"), "\(ending.errors)")
      let cluster = try FileManager.default.attributesOfItem(
        atPath: "\(dev.data)/postgres/cluster")
      #expect(cluster[.ownerAccountName] as? String == "nobody")
      #expect(dev.leftProcesses == [])
    }
  }
}
