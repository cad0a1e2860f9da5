import EmbeddedPostgres
import Foundation
import Testing

@Suite("The search for PostgreSQL's programs", .timeLimit(.minutes(5)))
struct PostgresBinariesTests {
  /// A folder with programs that print this version.
  private func makePrograms(
    _ names: [String] = ["initdb", "pg_ctl", "postgres"], version: String, in folder: String
  ) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    for name in names {
      try makeProgram(
        "#!/bin/sh\necho 'postgres (PostgreSQL) \(version)'\n", at: "\(folder)/\(name)")
    }
  }

  /// Another process writes the program. If this process wrote it, a child forked by another test
  /// could inherit the open file. A program that is open for writing cannot be run (execve(2),
  /// ETXTBSY).
  private func makeProgram(_ script: String, at path: String) throws {
    let source = "\(path).sh"
    try script.write(toFile: source, atomically: false, encoding: .utf8)
    #expect(try Shell.run("/usr/bin/install", ["-m", "755", source, path]).status == 0)
  }

  @Test func `only the given folder is searched`() async throws {
    try await withFolder { root in
      try makePrograms(version: "17.1", in: "\(root)/on path")
      try makePrograms(version: "16.3 (Debian 16.3-1)", in: "\(root)/named")
      let found = try PostgresBinaries.find(
        explicitFolder: "\(root)/named", environment: ["PATH": "\(root)/on path"])
      #expect(found.folder == "\(root)/named")
      #expect(found.majorVersion == 16)
      #expect(throws: EmbeddedPostgresFault.binariesMissing(searched: ["\(root)/empty"])) {
        try PostgresBinaries.find(
          explicitFolder: "\(root)/empty", environment: ["PATH": "\(root)/on path"])
      }
    }
  }

  @Test func `PATH comes first, and a folder that lacks a program is skipped`()
    async throws
  {
    try await withFolder { root in
      try makePrograms(["initdb", "postgres"], version: "17.1", in: "\(root)/half")
      try makePrograms(version: "14beta2", in: "\(root)/whole")
      try makePrograms(version: "16.1", in: "\(root)/debian/16/bin")
      let found = try PostgresBinaries.find(
        environment: ["PATH": "\(root)/half:\(root)/whole"], debianRoot: "\(root)/debian")
      #expect(found.folder == "\(root)/whole")
      #expect(found.majorVersion == 14)
    }
  }

  @Test func `the newest of Debian's versions is used, by number`() async throws {
    try await withFolder { root in
      for version in ["9", "13", "15"] {
        try makePrograms(version: "\(version).2", in: "\(root)/debian/\(version)/bin")
      }
      try makePrograms(version: "99.0", in: "\(root)/debian/old/bin")
      let found = try PostgresBinaries.find(
        environment: ["PATH": "\(root)/none"], debianRoot: "\(root)/debian")
      #expect(found.folder == "\(root)/debian/15/bin")
    }
  }

  @Test func `a version that is too old is rejected`() async throws {
    try await withFolder { root in
      try makePrograms(version: "12.19", in: "\(root)/bin")
      #expect(
        throws: EmbeddedPostgresFault.tooOld(majorVersion: 12, folder: "\(root)/bin")
      ) { try PostgresBinaries.find(explicitFolder: "\(root)/bin") }
    }
  }

  @Test func `a version is found after a warning, and output without a version is shown`()
    async throws
  {
    try await withFolder { root in
      try makePrograms(version: "15.2", in: "\(root)/bin")
      let postgres = "\(root)/bin/postgres"
      let script = try String(contentsOfFile: postgres, encoding: .utf8)
      try makeProgram(
        script.replacing("#!/bin/sh\n", with: "#!/bin/sh\necho a warning >&2\n"), at: postgres)
      #expect(try PostgresBinaries.find(explicitFolder: "\(root)/bin").majorVersion == 15)
      try makeProgram("#!/bin/sh\necho no; exit 3\n", at: postgres)
      #expect(
        throws: EmbeddedPostgresFault.versionUnknown(
          folder: "\(root)/bin", output: "no\n (status 3)")
      ) { try PostgresBinaries.find(explicitFolder: "\(root)/bin") }
    }
  }

  @Test func `if there is none, the message lists the searched folders and the fix`()
    async throws
  {
    try await withFolder { root in
      let fault = #expect(throws: EmbeddedPostgresFault.self) {
        try PostgresBinaries.find(
          environment: ["PATH": "\(root)/a:\(root)/b"], debianRoot: "\(root)/debian")
      }
      let message = fault?.description ?? ""
      #expect(message.contains("\(root)/a, \(root)/b"))
      #expect(message.contains("Install Debian's package postgresql"))
      #expect(message.contains("--postgres-bin"))
    }
  }
}
