import ArgumentParser
import CSV
import Foundation
import Postgres
import Scheduling
import Server
import Store

extension EventsCommand {
  struct CheckZones: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the events whose local time differs between two versions of tzdata.",
      discussion: """
        Writes CSV to standard output and changes nothing. A stored event is a pair of instants. \
        After a country changes its rules, the event shows a local time that was not planned. Give \
        the old rules as a folder, such as a copy of /usr/share/zoneinfo made before the upgrade.

        An event does not keep the time zone of its import. The command therefore treats all events \
        of the account as events of one time zone.
        """)

    @Option(help: "The account's ID.")
    var account: String

    @Option(help: "The IANA time zone. Default: the time zone of all imports of the account.")
    var timeZone: String?

    @Option(help: "The folder of the rules with which the events were imported.")
    var oldRules: String

    @Option(help: "The folder of the rules to compare with. Default: the system's rules.")
    var newRules: String?

    @OptionGroup var days: DayOptions

    @OptionGroup var output: SpreadsheetOptions

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let old = try Self.database(in: oldRules)
      let new = try newRules.map(Self.database) ?? TimeZoneDatabase()
      let connection = try Composition(settings: try options.load()).connection()
      let listed = try await connection.run { [account, output] connection in
        try await connection.transaction { connection in
          let id = try connection.snapshot(ofAccount: try AccountName(argument: account))
          let zones = try ImportRepository.timeZones(account: id, on: connection)
          let name = try zone(among: zones)
          let change = RuleChange(
            from: try old.zone(chosen: name), to: try new.zone(chosen: name))
          let (first, end) = try days.bounds(in: try new.zone(chosen: name))
          let now = Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))
          try EventsCommand.write(CSVWriter.line(Self.header))
          var count = 0
          try ScheduleEventRepository.forEachNamed(
            account: id, from: first ?? now, to: end ?? .latest, on: connection
          ) { events in
            let lines = events.compactMap { Self.line(of: $0, change, output) }
            count += lines.count
            try EventsCommand.write(lines.flatMap { $0 })
          }
          return (count: count, zone: name)
        }
      }
      printError(
        """
        \(listed.count) events show another local time in \(listed.zone) by \(new.release.version) \
        than by \(old.release.version).
        """)
    }

    private static func database(in folder: String) throws -> TimeZoneDatabase {
      do throws(TimeZoneFault) {
        return try TimeZoneDatabase(directories: [folder])
      } catch {
        throw ValidationError(
          "\(ShownText.escaped(folder)) holds no time zone files, such as America/New_York.")
      }
    }

    private func zone(among zones: [String]) throws -> String {
      if let timeZone { return timeZone }
      guard zones.count < 2 else {
        throw ValidationError(
          """
          The account's imports have several time zones: \(zones.joined(separator: ", ")). Give one \
          of them with --time-zone, and check each.
          """)
      }
      guard let zone = zones.first else {
        throw ValidationError("The account has no imports. Give its time zone with --time-zone.")
      }
      return zone
    }

    private static let header = [
      "Agent Email", "Event Type Name", "Stored Start", "Stored End", "Planned Start",
      "Planned End", "Start Now", "End Now", "Corrected Start", "Corrected End",
    ]

    /// Nil if both of the event's times are unchanged. A time that the clocks skip has no
    /// correction.
    private static func line(
      of event: ScheduleEventRepository.NamedEvent, _ change: RuleChange,
      _ output: SpreadsheetOptions
    ) -> [UInt8]? {
      let start = change.difference(at: event.start)
      let newStart = start?.corrected ?? event.start
      let end = change.difference(at: event.end, endingAfter: newStart)
      guard start != nil || end != nil else { return nil }
      func texts(_ difference: RuleChange.Difference?, _ stored: Instant) -> [String] {
        guard let difference else { return ["", "", stored.iso8601] }
        return [
          "\(difference.planned)", "\(difference.shown)", difference.corrected?.iso8601 ?? "",
        ]
      }
      let (startTexts, endTexts) = (texts(start, event.start), texts(end, event.end))
      let pairs = zip(startTexts, endTexts).flatMap { [$0, $1] }
      return output.line(
        [event.agentEmail, event.eventTypeName, event.start.iso8601, event.end.iso8601] + pairs)
    }
  }
}
