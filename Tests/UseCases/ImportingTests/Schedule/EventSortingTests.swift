import Importing
import Scheduling
import Testing

@Suite("Sorting of events by key", .timeLimit(.minutes(5)))
struct EventSortingTests {
  private static func events(
    _ count: Int, starts: ClosedRange<Int64>, agents: ClosedRange<Int32>,
    eventTypes: ClosedRange<Int32>
  ) -> [ScheduleEvent] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { number in
      ScheduleEvent(
        agent: AgentID(.random(in: agents, using: &generator)),
        eventType: EventTypeID(.random(in: eventTypes, using: &generator)),
        start: Instant(secondsSince1970: .random(in: starts, using: &generator)),
        end: Instant(secondsSince1970: Int64(number)))
    }
  }

  /// A month before and after 1970; a single minute, so that agent and type decide; and the widest
  /// ranges of events and ids, which do not fit into a word.
  @Test(
    arguments: [
      (-2_592_000...2_592_000, 1...1000, 1...8), (60...60, -5...5, 7...7),
      (-62_135_769_600...253_402_473_600, Int32.min...Int32.max, Int32.min...Int32.max),
    ] as [(ClosedRange<Int64>, ClosedRange<Int32>, ClosedRange<Int32>)])
  func `sorts in the order of the comparison`(
    starts: ClosedRange<Int64>, agents: ClosedRange<Int32>, eventTypes: ClosedRange<Int32>
  ) {
    for count in [0, 1, 2, 3, 255, 256, 257, 5000] {
      let events = Self.events(count, starts: starts, agents: agents, eventTypes: eventTypes)
      var sorted = events
      sorted.sortByKey()
      // Both sorts are stable for events with one key.
      #expect(sorted == events.sorted { $0.precedes($1) })
    }
  }
}
