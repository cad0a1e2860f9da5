import Scheduling

/// The events that a file's rows have brought so far, and the row that claimed each identity.
///
/// 24 bytes an event, 4 for its line and 16 or more for its slot: at most 8 MB for the 125,000 rows
/// that fit into 5 MB.
struct IdentityIndex {
  /// The uploader chooses the starts, and must not be able to choose where they fall.
  private let seed = UInt64.random(in: .min ... .max)
  private(set) var events: [ScheduleEvent] = []
  private var lines: [Int32] = []
  /// A place in `events` plus one, and above it 32 bits of the identity's hash, so that an event is
  /// looked at only where the hashes agree; 0 is free. A power of two, at most half full.
  private var slots: [UInt64]

  /// - Parameter count: events for which there is room from the beginning.
  init(expecting count: Int) {
    slots = [UInt64](repeating: 0, count: slotCount(for: count, least: 1024))
    events.reserveCapacity(count)
    lines.reserveCapacity(count)
  }

  /// The line of the row that claimed this identity.
  func line(of event: ScheduleEvent) -> Int? {
    claimant(in: slots[slot(for: event, hash: hash(of: event))])
  }

  /// Adds an event, unless a row has claimed its identity already.
  ///
  /// - Returns: that row's line.
  mutating func claim(_ event: ScheduleEvent, line: Int) -> Int? {
    if events.count * 2 >= slots.count { grow() }
    let hash = hash(of: event)
    let slot = slot(for: event, hash: hash)
    if let claimant = claimant(in: slots[slot]) { return claimant }
    events.append(event)
    lines.append(Int32(line))
    slots[slot] = UInt64(hash) << 32 | UInt64(events.count)
    return nil
  }

  private func claimant(in slot: UInt64) -> Int? {
    slot == 0 ? nil : Int(lines[Int(UInt32(truncatingIfNeeded: slot)) - 1])
  }

  /// The slot that holds this identity, or the free one where it belongs.
  private func slot(for event: ScheduleEvent, hash: UInt32) -> Int {
    var place = Int(hash) & (slots.count - 1)
    while slots[place] != 0 {
      let slot = slots[place]
      if UInt32(truncatingIfNeeded: slot >> 32) == hash,
        events[Int(UInt32(truncatingIfNeeded: slot)) - 1].hasIdentity(of: event)
      {
        break
      }
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  private func hash(of event: ScheduleEvent) -> UInt32 {
    let ids =
      UInt64(UInt32(bitPattern: event.agent.value)) << 32
      | UInt64(UInt32(bitPattern: event.eventType.value))
    return UInt32(
      truncatingIfNeeded: mixed(
        mixed(ids ^ seed) ^ UInt64(bitPattern: event.start.secondsSince1970)))
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    for slot in slots where slot != 0 {
      var place = Int(slot >> 32) & (larger.count - 1)
      while larger[place] != 0 { place = (place + 1) & (larger.count - 1) }
      larger[place] = slot
    }
    slots = larger
  }
}
