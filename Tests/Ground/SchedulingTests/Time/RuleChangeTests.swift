import Scheduling
import Testing

@Suite("Scheduling: a change of a zone's rules", .timeLimit(.minutes(5)))
struct RuleChangeTests {
  private func rules(_ footer: String) throws -> TimeZoneRules {
    try TimeZoneRules(name: "Test/Zone", tzif: TZifSample(footer: footer).bytes)
  }

  private func instant(_ text: String) throws -> Instant {
    let bytes = Array(text.utf8)
    let local = try bytes.withUnsafeBufferPointer { (bytes) throws in
      try DateTimeFormat.yearMonthDay.parse(bytes)
    }
    return Instant(secondsSince1970: local.minutesSince1970 * 60)
  }

  private func local(_ text: String) throws -> LocalDateTime {
    LocalDateTime(minutesSince1970: try instant(text).secondsSince1970 / 60)
  }

  /// Vancouver stays on summer time from autumn 2026 on.
  @Test func `changes only the local times that it concerns`() throws {
    let change = RuleChange(from: try rules("PST8PDT,M3.2.0,M11.1.0"), to: try rules("PDT7"))
    #expect(change.difference(at: try instant("16:00 2026-07-01")) == nil)
    // 08:00 in winter was 16:00 UTC; it is 15:00 UTC now.
    #expect(
      change.difference(at: try instant("16:00 2027-01-11"))
        == RuleChange.Difference(
          planned: try local("08:00 2027-01-11"), shown: try local("09:00 2027-01-11"),
          corrected: try instant("15:00 2027-01-11")))
  }

  @Test func `that brings a gap or an overlap has no corrected time, or one after the start`()
    throws
  {
    let change = RuleChange(from: try rules("UTC0"), to: try rules("AAA-1BBB,M3.5.0,M10.5.0/3"))
    // 02:30 on 28 March 2027, which the clocks skip by the new rules.
    let skipped = try #require(change.difference(at: try instant("02:30 2027-03-28")))
    #expect(skipped.corrected == nil)
    // 02:30 on 31 October 2027, which occurs at 00:30 and 01:30 UTC.
    let twice = try instant("02:30 2027-10-31")
    #expect(change.difference(at: twice)?.corrected == (try instant("00:30 2027-10-31")))
    #expect(
      change.difference(at: twice, endingAfter: try instant("00:30 2027-10-31"))?.corrected
        == (try instant("01:30 2027-10-31")))
  }
}
