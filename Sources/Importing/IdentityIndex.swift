import Scheduling

/// The events that a file's rows have brought so far, and the row that claimed each identity.
///
/// 24 bytes an event, 4 for its line and 8 or more for its slot: at most 7 MB for the 125,000 rows
/// that fit into 5 MB.
struct IdentityIndex {
  private(set) var events: [ScheduleEvent] = []
  private var lines: [Int32] = []
  /// Places in `events` plus one; 0 is free. A power of two, at most half full.
  private var slots = [UInt32](repeating: 0, count: 1024)

  /// The line of the row that claimed this identity.
  func line(of event: ScheduleEvent) -> Int? {
    let place = slots[slot(for: event)]
    return place == 0 ? nil : Int(lines[Int(place) - 1])
  }

  /// Adds an event, unless a row has claimed its identity already.
  ///
  /// - Returns: that row's line.
  mutating func claim(_ event: ScheduleEvent, line: Int) -> Int? {
    if events.count * 2 >= slots.count { grow() }
    let slot = slot(for: event)
    guard slots[slot] == 0 else { return Int(lines[Int(slots[slot]) - 1]) }
    events.append(event)
    lines.append(Int32(line))
    slots[slot] = UInt32(events.count)
    return nil
  }

  /// The slot that holds this identity, or the free one where it belongs.
  private func slot(for event: ScheduleEvent) -> Int {
    var slot = Int(truncatingIfNeeded: hash(of: event)) & (slots.count - 1)
    while slots[slot] != 0, !events[Int(slots[slot]) - 1].hasIdentity(of: event) {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private func hash(of event: ScheduleEvent) -> UInt64 {
    let ids =
      UInt64(UInt32(bitPattern: event.agent.value)) << 32
      | UInt64(UInt32(bitPattern: event.eventType.value))
    return mixed(mixed(ids) ^ UInt64(bitPattern: event.start.secondsSince1970))
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (place, event) in events.enumerated() { slots[slot(for: event)] = UInt32(place + 1) }
  }
}
