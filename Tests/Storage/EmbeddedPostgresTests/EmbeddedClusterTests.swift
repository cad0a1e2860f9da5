import EmbeddedPostgres
import Foundation
import Glibc
import TestSupport
import Testing

/// Durable, as in `wfm dev`. Each cluster has a separate data folder.
@Suite("The private PostgreSQL", .serialized, .timeLimit(.minutes(5)))
struct EmbeddedClusterTests {
  /// Queries the server through psql, which shares no code with this project.
  private func ask(_ sql: String, of cluster: EmbeddedCluster) throws -> String {
    try Shell.run(
      "/usr/bin/env", ["psql", "-XAtqc", sql, cluster.connectionString()], directory: "/"
    ).text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test func `starts, keeps what was stored, and stops without a trace`() async throws {
    try await withFolder { folder in
      let cluster = EmbeddedCluster(folder: folder, binaries: try .find())
      #expect(cluster.serverProcess == nil)
      try await blocking { try cluster.start() }
      let first = try #require(cluster.serverProcess)
      #expect(try ask("CREATE TABLE t AS SELECT 7 AS n; SELECT n FROM t", of: cluster) == "7")
      #expect(try ask("SHOW listen_addresses", of: cluster) == "")
      try await blocking { cluster.stop() }
      #expect(kill(first, 0) == -1)
      try await blocking { cluster.stop() }

      try await blocking { try cluster.start() }
      #expect(cluster.serverProcess != first)
      #expect(try ask("SELECT n FROM t", of: cluster) == "7")
      try await blocking { cluster.stop() }
    }
  }

  @Test func `a folder is for one process at a time`() async throws {
    try await withFolder { folder in
      let cluster = EmbeddedCluster(folder: folder, binaries: try .find())
      try await blocking { try cluster.start() }
      let other = EmbeddedCluster(folder: "\(folder)/.", binaries: try .find())
      await #expect(throws: EmbeddedPostgresFault.inUse(folder: folder)) {
        try await blocking { try other.start() }
      }
      #expect(try ask("SELECT 1", of: cluster) == "1")
      try await blocking { cluster.stop() }
      try await blocking { try other.start() }
      try await blocking { other.stop() }
    }
  }

  @Test func `a folder is free after a stop, even if a child has a copy of its lock`() async throws
  {
    try await withFolder { folder in
      let cluster = EmbeddedCluster(folder: folder, binaries: try .find())
      try await blocking { try cluster.start() }
      // Like a child process between fork(2) and exec(2).
      let lock = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        .compactMap { Int32($0) }.first { descriptor in
          let target = try? FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/self/fd/\(descriptor)")
          return target == "\(folder)/lock"
        }
      let copy = dup(try #require(lock))
      defer { close(copy) }
      try await blocking { cluster.stop() }
      try await blocking { try cluster.start() }
      try await blocking { cluster.stop() }
    }
  }

  @Test func `a server whose watchdog was killed is ended by the next start`() async throws {
    try await withFolder { folder in
      let cluster = EmbeddedCluster(folder: folder, binaries: try .find())
      try await blocking { try cluster.start() }
      let server = try #require(cluster.serverProcess)
      #expect(try ask("CREATE TABLE t AS SELECT 7 AS n; SELECT n FROM t", of: cluster) == "7")
      // A server without an owner: its record is at the path where the next start looks for it.
      let record = "\(folder)/postgres/cluster/postmaster.pid"
      #expect(FileManager.default.fileExists(atPath: record))
      kill(server, SIGKILL)
      try await blocking { cluster.stop() }
      try await blocking { try cluster.start() }
      #expect(try ask("SELECT n FROM t", of: cluster) == "7")
      try await blocking { cluster.stop() }
    }
  }

  @Test func `a record with the process id of another program is ignored`() async throws {
    try await withFolder { folder in
      let cluster = EmbeddedCluster(folder: folder, binaries: try .find())
      try await blocking { try cluster.start() }
      try await blocking { cluster.stop() }
      let record = "\(folder)/postgres/cluster/postmaster.pid"
      #expect(!FileManager.default.fileExists(atPath: record))
      try "\(getpid())\n".write(toFile: record, atomically: false, encoding: .utf8)
      try await blocking { try cluster.start() }
      #expect(try ask("SELECT 1", of: cluster) == "1")
      try await blocking { cluster.stop() }
    }
  }

  @Test func `an incomplete cluster of initdb is removed`() async throws {
    try await withFolder { folder in
      let cluster = EmbeddedCluster(folder: folder, binaries: try .find())
      let halfMade = "\(folder)/postgres/cluster.new.1/base"
      try FileManager.default.createDirectory(
        atPath: halfMade, withIntermediateDirectories: true)
      try await blocking { try cluster.start() }
      try await blocking { cluster.stop() }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/postgres/cluster.new.1"))
    }
  }

  @Test(arguments: [
    #"it's "quoted", with = and back\slash ünï→cödé"#,
    "long" + String(repeating: "-x", count: 100),
  ])
  func `a folder may have any name`(name: String) async throws {
    try await withFolder(named: name) { folder in
      let cluster = EmbeddedCluster(folder: folder, binaries: try .find())
      try await blocking { try cluster.start() }
      #expect(try ask("SELECT 1", of: cluster) == "1")
      let socketFolder = try ask("SHOW unix_socket_directories", of: cluster)
        .trimmingCharacters(in: ["\""])
      #expect(socketFolder.hasPrefix("/tmp/wfm-"), "neither a comma nor 200 letters serve libpq")
      try await blocking { cluster.stop() }
      #expect(!FileManager.default.fileExists(atPath: socketFolder))
    }
  }

  @Test func `a log says why the server did not start`() async throws {
    try await withFolder { folder in
      let cluster = EmbeddedCluster(
        folder: folder, binaries: try .find(), settings: ["shared_buffers": "no number"])
      let fault = await #expect(throws: EmbeddedPostgresFault.self) {
        try await blocking { try cluster.start() }
      }
      #expect(fault?.description.contains("shared_buffers") == true)
      #expect(cluster.serverProcess == nil)
    }
  }

  @Test func `a log says why this start failed, not why an earlier one did`() async throws {
    try await withFolder { folder in
      for setting in ["shared_buffers", "work_mem"] {
        let cluster = EmbeddedCluster(
          folder: folder, binaries: try .find(), settings: [setting: "no number"])
        let fault = await #expect(throws: EmbeddedPostgresFault.self) {
          try await blocking { try cluster.start() }
        }
        let text = try #require(fault?.description)
        #expect(text.contains("parameter \"\(setting)\""), "\(text)")
        #expect(text.contains("shared_buffers") == (setting == "shared_buffers"), "\(text)")
      }
    }
  }

  @Test func `a folder that is not writable is named`() async throws {
    let cluster = EmbeddedCluster(folder: "/proc/nothing", binaries: try .find())
    await #expect(
      throws: EmbeddedPostgresFault.fileSystem("Cannot write in the folder /proc/nothing.")
    ) { try await blocking { try cluster.start() } }
  }

  @Test(.needs(.root))
  func `root's server runs as another user, in another folder if that user has no access`()
    async throws
  {
    try await withFolder { folder in
      let parent = URL(filePath: folder).deletingLastPathComponent().path(percentEncoded: false)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: parent)
      let cluster = EmbeddedCluster(folder: folder, binaries: try .find())
      try await blocking { try cluster.start() }
      let data = try ask("SHOW data_directory", of: cluster)
      defer {
        try? FileManager.default.removeItem(
          at: URL(filePath: data).deletingLastPathComponent())
      }
      #expect(data.hasPrefix("/var/tmp/wfm-"))
      let process = try #require(cluster.serverProcess)
      let owner = try FileManager.default.attributesOfItem(atPath: "/proc/\(process)")
      let users = ["postgres", "nobody"]
      let user = try #require(users.first { getpwnam($0) != nil })
      #expect(owner[.ownerAccountName] as? String == user)
      _ = try ask("CREATE TABLE t AS SELECT 7 AS n", of: cluster)
      try await blocking { cluster.stop() }
      // The same folder gets the same place.
      try await blocking { try cluster.start() }
      #expect(try ask("SELECT n FROM t", of: cluster) == "7")
      try await blocking { cluster.stop() }
      // If the folder is removed, the cluster is created again.
      try FileManager.default.removeItem(atPath: folder)
      try await blocking { try cluster.start() }
      #expect(try ask("SELECT to_regclass('t') IS NULL", of: cluster) == "t")
      #expect(try ask("SHOW data_directory", of: cluster) == data)
      try await blocking { cluster.stop() }
    }
  }
}
