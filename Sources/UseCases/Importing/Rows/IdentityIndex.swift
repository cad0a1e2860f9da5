import Scheduling

/// The events of the rows so far, and for each identity the line of its first row.
///
/// An event takes 24 bytes, its line 4 bytes and its slot at least 16 bytes. The 125,000 rows that
/// fit into 5 MB take at most 8 MB.
struct IdentityIndex {
  /// A random seed, since the uploader chooses the starts and must not be able to choose their
  /// slots.
  private let seed = UInt64.random(in: .min ... .max)
  private(set) var events: [ScheduleEvent] = []
  private var lines: [Int32] = []
  /// The lower half of a slot is a place in `events` plus one, the upper half 32 bits of the
  /// identity's hash. 0 is a free slot. The number of slots is a power of two, and at most half of
  /// them are full.
  private var slots: [UInt64]

  /// - Parameter count: the number of events to reserve memory for.
  init(expecting count: Int) {
    slots = [UInt64](repeating: 0, count: slotCount(for: count, least: 1024))
    events.reserveCapacity(count)
    lines.reserveCapacity(count)
  }

  /// The line of the row with this identity; nil if there is none.
  func line(of event: ScheduleEvent) -> Int? {
    claimant(in: slots[slot(for: event, hash: hash(of: event))])
  }

  /// Adds an event, unless an earlier row has its identity.
  ///
  /// - Returns: the line of the earlier row; nil if the event was added.
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

  /// The slot of this identity, or the free slot for it.
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
