import Telemetry
import Testing

@Suite("/proc/self/stat", .timeLimit(.minutes(5)))
struct ProcessStatTests {
  /// Every field has a different value.
  private static let text = """
    42 (a (b) c) S 4 5 6 7 8 9 10 11 12 13 1400 1500 16 17 18 19 20 21 2200 23 24 25 26 27

    """

  @Test func `is read by the numbers of its fields in the manual`() throws {
    let stat = try #require(
      ProcessStat(Self.text, bootTime: 1_000_000, ticks: 100, pageSize: 4096))
    // 14 and 15.
    #expect(stat.processorTime == 29)
    #expect(stat.threads == 20)
    #expect(stat.startTime == 1_000_022)
    #expect(stat.residentMemory == 24 * 4096)
  }

  @Test(arguments: ["", "42", "42 (a) S 4 5"])
  func `is nil for a truncated text`(text: String) {
    #expect(ProcessStat(text, bootTime: 0, ticks: 100, pageSize: 4096) == nil)
  }
}
