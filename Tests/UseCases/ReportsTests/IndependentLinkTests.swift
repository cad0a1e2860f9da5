import EmbeddedPostgres
import Foundation
import Reports
import Scheduling
import TestSupport
import Testing

/// Signs and encodes links with Python's standard library.
private enum Python {
  static let script = """
    import hashlib, hmac, sys, urllib.parse
    key = bytes.fromhex(sys.stdin.readline())
    for line in sys.stdin:
        account, id, expires = line.split()
        account = b"" if account == "-" else bytes.fromhex(account)
        text = (id + "\\n" + expires + "\\n").encode() + account
        signature = hmac.new(key, text, hashlib.sha256).hexdigest()
        print("/v1/schedules/event-imports/" + id + "/error-report?account="
              + urllib.parse.quote(account, safe="") + "&expires=" + expires
              + "&signature=" + signature)
    """

  struct Failure: Error {
    let status: Int32
  }

  /// The output of a script.
  static func run(_ script: String, input: String) throws -> String {
    let python = Process()
    let (given, printed) = (Pipe.made(), Pipe.made())
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = ["python3", "-c", script]
    python.standardInput = given
    python.standardOutput = printed
    try python.start()
    // Less than a pipe can hold, so that neither end waits for the other.
    try given.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try given.fileHandleForWriting.close()
    let output = try printed.fileHandleForReading.readToEnd() ?? Data()
    python.waitUntilExit()
    guard python.terminationStatus == 0 else { throw Failure(status: python.terminationStatus) }
    return String(decoding: output, as: UTF8.self)
  }
}

@Suite("Links to error reports, made by Python", .needs(.python3), .timeLimit(.minutes(5)))
struct IndependentLinkTests {
  private static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(arguments: [32, 63, 64, 65, 200])
  func `are identical for accounts of every kind and keys of every length`(
    keyLength: Int
  ) throws {
    let key = (0..<keyLength).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }
    let signer = ReportLinkSigner(key: key)
    let links = ReportLinkTests.accounts.enumerated().map { number, account in
      Link(
        account: AccountName(stored: account), expires: Link.now + Int64(number + 1) * 1_000_003)
    }
    let lines = links.map { link in
      let account = link.account.text.isEmpty ? "-" : Self.hex(link.account.text.utf8)
      return "\(account) \(link.importID.uuidString.lowercased()) \(link.expires)\n"
    }
    let printed = try Python.run(Python.script, input: Self.hex(key) + "\n" + lines.joined())
    let targets = printed.split(separator: "\n").map(String.init)
    #expect(targets.count == links.count)
    for (link, target) in zip(links, targets) {
      #expect(
        signer.target(account: link.account, importID: link.importID, expires: link.expires)
          == target)
      #expect(link.fault(target, signer: signer) == nil)
    }
  }
}
