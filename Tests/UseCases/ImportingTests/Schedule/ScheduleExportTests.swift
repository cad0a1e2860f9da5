import Importing
import Scheduling
import Store
import TestInputs
import Testing

@Suite("An exported schedule", .timeLimit(.minutes(5)))
struct ScheduleExportTests {
  private static let database = try? TimeZoneDatabase()

  private static func rules(_ zone: String) throws -> TimeZoneRules {
    try #require(database).zone(named: zone)
  }

  private typealias Times = (start: Instant, end: Instant)

  /// The events that an import of rows with these cells stores.
  private static func imported(
    _ cells: [(start: String, end: String)], _ export: ScheduleExport
  ) throws -> [ScheduleEvent] {
    let reference = ReferenceData(
      .init(
        agents: [.init(id: AgentID(1), key: "ann@example.com", isActive: true)],
        eventTypes: [.init(id: EventTypeID(1), key: "shift", isActive: true)]))
    var file = ScheduleFile(
      reference: reference, format: export.format, zone: export.zone, size: 0)
    var text = ScheduleAccount.header
    for (start, end) in cells { text += "Ann,ann@example.com,\(start),\(end),Shift\r\n" }
    try Array(text.utf8).withUnsafeBytes { try file.read($0) }
    try file.finish()
    #expect(file.rejected == 0)
    return file.events
  }

  /// Exports as many of these events as possible and imports them.
  ///
  /// - Returns: the number of events that could not be exported.
  private static func check(_ events: [Times], _ export: ScheduleExport) throws -> Int {
    var written: [Times] = []
    var cells: [(start: String, end: String)] = []
    for event in events {
      do throws(ScheduleExport.Obstacle) {
        cells.append(try export.cells(start: event.start, end: event.end))
        written.append(event)
      } catch {
        #expect(error.reason == .otherPass)
      }
    }
    let found = try imported(cells, export)
    let isSame = zip(found, written).allSatisfy { $0.start == $1.start && $0.end == $1.end }
    #expect(found.count == written.count && isSame, "\(export.zone.name) \(export.format)")
    return events.count - written.count
  }

  /// The instants at which the zone's offset changes from 2000 to 2099.
  private static func transitions(of zone: TimeZoneRules) -> [Int64] {
    let day: Int64 = 86_400
    var found: [Int64] = []
    var offset = zone.local(at: Instant(secondsSince1970: 946_771_200)).offset
    // Changes come in pairs at least a day apart. A closer pair would not matter here.
    for start in stride(from: Int64(946_771_200), to: 4_102_272_000, by: 86_400) {
      let next = zone.local(at: Instant(secondsSince1970: start + day)).offset
      if next != offset {
        var (low, high) = (start, start + day)
        while high - low > 1 {
          let middle = (low + high) / 2
          let isNew = zone.local(at: Instant(secondsSince1970: middle)).offset == next
          if isNew { high = middle } else { low = middle }
        }
        found.append(high)
      }
      offset = next
    }
    return found
  }

  /// Around each change of the clocks of each zone: every half hour within three hours, as start
  /// and as end, with lengths from a quarter of an hour to a night.
  @Test func `is imported again unchanged in every zone, or reports that this is impossible`()
    throws
  {
    let database = try #require(Self.database)
    var (zones, exported, refused) = (0, 0, 0)
    var random = SeededGenerator(seed: 18)
    for name in database.release.names.sorted() {
      let zone = try database.zone(named: name)
      let transitions = Self.transitions(of: zone)
      guard !transitions.isEmpty else { continue }
      zones += 1
      let format = DateTimeFormat.allCases[zones % DateTimeFormat.allCases.count]
      var events: [Times] = []
      // All recent and upcoming changes, and some later ones.
      for transition in transitions
      where transition < 1_900_000_000 || Int.random(in: 0..<8, using: &random) == 0 {
        for half in Int64(-6)...6 {
          let start = transition + half * 1800
          let length: Int64 = [900, 3600, 5400, 36_000].randomElement(using: &random) ?? 900
          events.append(
            (Instant(secondsSince1970: start), Instant(secondsSince1970: start + length)))
        }
      }
      // Identities must not repeat.
      let unique = Dictionary(events.map { ($0.start, $0.end) }) { first, _ in first }
      let sorted = unique.map { (start: $0.key, end: $0.value) }.sorted { $0.start < $1.start }
      refused += try Self.check(sorted, ScheduleExport(zone: zone, format: format))
      exported += sorted.count
      // The export.
      let utc = ScheduleExport(zone: try database.zone(named: "UTC"), format: format)
      #expect(try Self.check(sorted, utc) == 0, "\(name)")
    }
    #expect(zones > 300)
    #expect(exported > 100_000)
    #expect(refused > 1000 && refused < exported / 4)
  }

  private static func instant(_ text: String) throws -> Instant {
    let bytes = Array(text.utf8)
    let local = try bytes.withUnsafeBufferPointer { (bytes) throws in
      try DateTimeFormat.yearMonthDay.parse(bytes)
    }
    return Instant(secondsSince1970: local.minutesSince1970 * 60)
  }

  private static func obstacle(
    _ start: Instant, _ end: Instant, _ zone: String, _ format: DateTimeFormat = .default
  ) throws -> (ScheduleExport.Obstacle, String)? {
    let export = ScheduleExport(zone: try rules(zone), format: format)
    do throws(ScheduleExport.Obstacle) {
      _ = try export.cells(start: start, end: end)
      return nil
    } catch {
      return (error, export.sentences(for: error))
    }
  }

  @Test(arguments: [
    // The second pass of 01:00 to 02:00 is from 06:00 to 07:00 UTC.
    ("05:30 2026-11-01", "06:30 2026-11-01", nil), ("05:00 2026-11-01", "05:30 2026-11-01", nil),
    ("06:30 2026-11-01", "12:00 2026-11-01", ScheduleColumn.startTime),
    ("04:00 2026-11-01", "06:30 2026-11-01", .endTime),
    ("05:30 2026-11-01", "06:15 2026-11-01", nil),
    ("05:15 2026-11-01", "06:30 2026-11-01", .endTime),
    ("07:00 2026-11-01", "12:00 2026-11-01", nil),
  ])
  func `has a time of a repeated hour only if an import chooses this time`(
    start: String, end: String, column: ScheduleColumn?
  ) throws {
    let found = try Self.obstacle(
      Self.instant(start), Self.instant(end), "America/New_York")
    #expect(found?.0.column == column)
    #expect(found.map { $0.0.reason == .otherPass } ?? true)
    if let sentence = found?.1 {
      #expect(
        sentence.hasPrefix(
          "The \(found?.0.column == .startTime ? "Start" : "End") Time 2026-11-01 01:30 occurs twice in America/New_York"
        ))
      #expect(sentence.contains("--time-zone UTC"))
    }
  }

  @Test(arguments: DateTimeFormat.allCases)
  func `has no year that an import would reject`(format: DateTimeFormat) throws {
    let hour: Int64 = 3600
    for (time, zone, isWritable) in [
      (Int64(946_684_800), "UTC", true), (946_684_800 - hour, "UTC", false),
      (946_684_800, "America/New_York", false), (946_684_800 - hour, "Asia/Tokyo", true),
      (4_102_444_800 - 2 * hour, "UTC", true), (4_102_444_800, "UTC", false),
      (4_102_444_800, "America/New_York", true), (4_102_444_800 - 2 * hour, "Asia/Tokyo", false),
      (-62_135_596_800, "UTC", false), (253_402_300_800, "Asia/Tokyo", false),
    ] {
      let found = try Self.obstacle(
        Instant(secondsSince1970: time), Instant(secondsSince1970: time + hour), zone, format)
      #expect((found == nil) == isWritable, "\(time) \(zone)")
      if let found {
        #expect(found.0.reason == .year)
        #expect(found.1.contains("2000–2099") && found.1.contains("--from"))
      }
    }
  }

  @Test func `has no time that is not at a full minute`() throws {
    // Liberia was 44 minutes and 30 seconds behind Greenwich until 1972; this is stored as such.
    let start = try Self.instant("08:00 2026-06-01")
    let end = Instant(secondsSince1970: start.secondsSince1970 + 90)
    let (obstacle, sentence) = try #require(try Self.obstacle(start, end, "UTC"))
    #expect(obstacle.reason == .seconds && obstacle.column == .endTime)
    #expect(sentence.hasPrefix("The End Time 2026-06-01 08:01 is not at a full minute in UTC"))
  }
}
