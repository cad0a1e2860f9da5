import Foundation
import Server
import Testing

@Suite("The log file", .timeLimit(.minutes(1)))
struct LogFileTests {
  private static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "wfm-log-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path(percentEncoded: false))
  }

  private static func text(_ file: String) throws -> String {
    try String(contentsOfFile: file, encoding: .utf8)
  }

  @Test func `grows across starts, and only its owner may read it`() throws {
    try Self.withFolder { folder in
      let path = "\(folder)/wfm.log"
      for line in ["one\n", "two\n"] {
        var log = try LogFile(path: path)
        log.write(line)
      }
      #expect(try Self.text(path) == "one\ntwo\n")
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func `is renamed when full, and both files together keep the newest lines`() throws {
    try Self.withFolder { folder in
      let path = "\(folder)/wfm.log"
      var log = try LogFile(path: path, size: 10)
      for number in 100..<108 { log.write("\(number)\n") }
      #expect(try Self.text("\(path).1") == "104\n105\n")
      #expect(try Self.text(path) == "106\n107\n")
      // The size of an existing file counts too.
      log = try LogFile(path: path, size: 10)
      log.write("108\n")
      #expect(try Self.text("\(path).1") == "106\n107\n")
      #expect(try Self.text(path) == "108\n")
    }
  }

  @Test func `keeps a line whole that is longer than the size of a file`() throws {
    try Self.withFolder { folder in
      let path = "\(folder)/wfm.log"
      var log = try LogFile(path: path, size: 4)
      log.write("a\n")
      log.write("longer than four bytes\n")
      #expect(try Self.text(path) == "longer than four bytes\n")
    }
  }

  @Test func `throws an error if its folder does not exist`() {
    #expect(throws: CocoaError.self) { try LogFile(path: "/nonexistent/wfm.log") }
  }
}
