import Foundation
import Testing
import WireText

/// The form of RFC 9562, section 4, and texts that only a lenient reader accepts.
@Suite("UUIDs in requests", .timeLimit(.minutes(5)))
struct UUIDTests {
  @Test func `are read in either letter case`() throws {
    let id = try #require(UUID(wireText: "0a0E8400-e29b-41d4-A716-446655440000"))
    #expect(id.uuidString == "0A0E8400-E29B-41D4-A716-446655440000")
  }

  @Test(arguments: [
    "", "+a0e8400-e29b-41d4-a716-446655440000", " a0e8400-e29b-41d4-a716-446655440000",
    "-a0e8400-e29b-41d4-a716-446655440000", "0a0e8400-e29b-41d4-a716-44665544000",
    "0a0e8400-e29b-41d4-a716-4466554400000", "0a0e8400e-29b-41d4-a716-446655440000",
    "0a0e8400e29b41d4a716446655440000", "{0a0e8400-e29b-41d4-a716-446655440000}",
    "0a0e8400-e29b-41d4-a716-44665544000g", "0a0e8400-e29b-41d4-a716-446655440000\0",
    "0a0e8400-e29b-41d4-a716-44665544000\u{FF10}",
  ])
  func `are not read from anything else`(text: String) {
    #expect(UUID(wireText: text) == nil)
  }
}
