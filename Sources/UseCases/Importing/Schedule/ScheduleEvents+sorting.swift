import Scheduling

extension [ScheduleEvent] {
  /// Sorts by the primary key of the stored table, the order of `ScheduleEvent.precedes`.
  ///
  /// A schedule spans weeks, a few thousand agents and a few types. The key and the index of an
  /// event then fit into one word. Sorting the words digit by digit takes a third of the time of
  /// comparing events. If they do not fit, the events are compared. Memory: 32 bytes per event.
  package mutating func sortByKey() {
    guard let layout = KeyLayout(of: self) else { return sort { $0.precedes($1) } }
    var words = indices.map { layout.word(of: self[$0], place: $0) }
    words.sortDigits(from: layout.placeBits, to: layout.bits)
    self = words.map { self[layout.place(in: $0)] }
  }
}

/// The bits of a key in a word: start, agent, event type, and in the lowest bits the index.
private struct KeyLayout {
  /// The smallest value of a part of the key, and the number of bits of the largest difference from
  /// it.
  private struct Part {
    let least: Int64
    let bits: Int

    init(_ events: [ScheduleEvent], _ value: (ScheduleEvent) -> Int64) {
      var range = (least: Int64.max, most: Int64.min)
      for event in events {
        let value = value(event)
        range = (Swift.min(range.least, value), Swift.max(range.most, value))
      }
      least = range.least
      bits = 64 - (range.most - range.least).leadingZeroBitCount
    }

    func offset(_ value: Int64) -> UInt64 { UInt64(truncatingIfNeeded: value &- least) }
  }

  private let start: Part
  private let agent: Part
  private let eventType: Part
  let placeBits: Int

  var bits: Int { start.bits + agent.bits + eventType.bits + placeBits }

  /// The layout; nil if there is nothing to sort, or if a key and its index do not fit into a word.
  init?(of events: [ScheduleEvent]) {
    guard events.count > 1 else { return nil }
    start = Part(events) { $0.start.secondsSince1970 }
    agent = Part(events) { Int64($0.agent.value) }
    eventType = Part(events) { Int64($0.eventType.value) }
    placeBits = Int.bitWidth - (events.count - 1).leadingZeroBitCount
    guard bits <= UInt64.bitWidth else { return nil }
  }

  func word(of event: ScheduleEvent, place: Int) -> UInt64 {
    var word = start.offset(event.start.secondsSince1970)
    word = word << UInt64(agent.bits) | agent.offset(Int64(event.agent.value))
    word = word << UInt64(eventType.bits) | eventType.offset(Int64(event.eventType.value))
    return word << UInt64(placeBits) | UInt64(place)
  }

  func place(in word: UInt64) -> Int { Int(word & (1 << UInt64(placeBits) - 1)) }
}

extension [UInt64] {
  /// Sorts by the bits from `low` up to, but not including, `high`: eight bits per pass, from the
  /// lowest. Each pass keeps the order of the previous one.
  fileprivate mutating func sortDigits(from low: Int, to high: Int) {
    var sorted = [UInt64](repeating: 0, count: count)
    for shift in stride(from: low, to: high, by: 8) {
      var places = [Int](repeating: 0, count: 257)
      for word in self { places[digit(of: word, at: shift) + 1] += 1 }
      for digit in 1...256 { places[digit] += places[digit - 1] }
      for word in self {
        let digit = digit(of: word, at: shift)
        sorted[places[digit]] = word
        places[digit] += 1
      }
      swap(&self, &sorted)
    }
  }

  private func digit(of word: UInt64, at shift: Int) -> Int {
    Int(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
  }
}
