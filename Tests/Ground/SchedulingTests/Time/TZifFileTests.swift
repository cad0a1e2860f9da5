import Foundation
import Scheduling
import Testing

@Suite("Scheduling: time zone files", .timeLimit(.minutes(5)))
struct TZifFileTests {
  private func fault(_ bytes: [UInt8]) -> TZifFault? {
    do throws(TZifFault) {
      _ = try TimeZoneRules(name: "Test/Zone", tzif: bytes)
      return nil
    } catch {
      return error
    }
  }

  private func newYork() throws -> [UInt8] {
    let directory = try TimeZoneDatabase().directory
    return [UInt8](try Data(contentsOf: URL(filePath: "\(directory)/America/New_York")))
  }

  @Test func `every prefix of a real file is rejected`() throws {
    let bytes = try newYork()
    try #require(fault(bytes) == nil)
    for length in bytes.indices {
      let found = fault(Array(bytes[..<length]))
      // Only the end of the file is missing: the end of a number or of the footer.
      #expect(found == .truncated, "\(length) bytes")
    }
  }

  /// Some flips leave a valid file with other times. None of them may crash the reading or the
  /// conversion.
  @Test func `flipped bits are rejected or harmless`() throws {
    let bytes = try newYork()
    var random = SplitMix(state: 42)
    var refused = 0
    for _ in 0..<500 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: damaged.indices, using: &random)
        damaged[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
      }
      guard let rules = try? TimeZoneRules(name: "Test/Damaged", tzif: damaged) else {
        refused += 1
        continue
      }
      for minutes: Int64 in [-1_000_000_000, 0, 29_000_000, 4_223_371_679] {
        _ = rules.resolve(LocalDateTime(minutesSince1970: minutes))
        _ = rules.local(at: Instant(secondsSince1970: minutes * 60))
      }
    }
    #expect(refused > 50)
    #expect(refused < 500)
  }

  @Test func `each fault of a file has its own error`() {
    var sample = TZifSample(offsets: [0, 3600], times: [0])
    #expect(fault(sample.bytes) == nil)
    #expect(fault([]) == .truncated)
    #expect(fault(Array("# version 2025b".utf8)) == .notTZif)
    #expect(fault([UInt8](repeating: 0, count: 262_145)) == .tooLarge)

    sample.version = UInt8(ascii: "1")
    #expect(fault(sample.bytes) == .unknownVersion(0x31))
    sample.version = UInt8(ascii: "2")
    sample.offsets = [0, 26 * 3600]
    #expect(fault(sample.bytes) == .badOffset)
    sample.offsets = [-25 * 3600, 0]
    #expect(fault(sample.bytes) == .badOffset)
    sample.offsets = []
    sample.times = []
    #expect(fault(sample.bytes) == .inconsistentCounts)
  }

  @Test func `transitions must be ascending, in range and of a defined type`() {
    #expect(fault(TZifSample(offsets: [0, 1, 2], times: [5, 5]).bytes) == .badTransitionTime)
    #expect(fault(TZifSample(offsets: [0, 1, 2], times: [5, 4]).bytes) == .badTransitionTime)
    #expect(fault(TZifSample(offsets: [0, 1], times: [.max]).bytes) == .badTransitionTime)
    #expect(fault(TZifSample(offsets: [0, 1], times: [.min]).bytes) == .badTransitionTime)
    let farthest: Int64 = 1 << 59
    for time in [farthest + 1, -farthest - 1] {
      #expect(fault(TZifSample(offsets: [0, 1], times: [time]).bytes) == .badTransitionTime)
    }
    #expect(fault(TZifSample(offsets: [0, 1, 2], times: [-farthest, farthest]).bytes) == nil)
    #expect(fault(TZifSample(offsets: [0], times: [5]).bytes) == .badTypeIndex)
  }

  @Test func `a file that counts leap seconds is rejected`() {
    #expect(fault(TZifSample(leapSeconds: 1).bytes) == .leapSeconds)
  }

  @Test func `a version 1 file has no footer and keeps its last offset`() throws {
    let sample = TZifSample(offsets: [0, 3600], times: [0], version: 0)
    let rules = try TimeZoneRules(name: "Test/One", tzif: sample.bytes)
    #expect(rules.local(at: Instant(secondsSince1970: -1)).offset == 0)
    #expect(rules.local(at: Instant(secondsSince1970: 0)).offset == 3600)
    #expect(rules.local(at: Instant(secondsSince1970: 250_000_000_000)).offset == 3600)
  }
}
