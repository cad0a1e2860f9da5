import ArgumentParser
import CSV
import Foundation
import Importing
import Postgres
import Scheduling
import Store

/// Reads an account's schedule.
struct EventsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "Export an account's schedule events.",
    subcommands: [Export.self])

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the events to standard output, in the format that can be imported.")

    @Option(help: "The account's id.")
    var account: String

    @Option(help: "The IANA time zone of the times.")
    var timeZone = "UTC"

    @Option(help: "The format of the times.")
    var dateFormat = DateTimeFormat.default.rawValue

    @Option(help: "Events that start on or after this day, as yyyy-MM-dd in the time zone.")
    var from: String?

    @Option(help: "Events that start before this day, as yyyy-MM-dd in the time zone.")
    var to: String?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      guard let format = DateTimeFormat(rawValue: dateFormat) else {
        throw ValidationError("There is no date format \(dateFormat).")
      }
      let zone = try rules(of: timeZone)
      let first = try from.map { try start(of: $0, in: zone) } ?? .earliest
      let end = try to.map { try start(of: $0, in: zone) } ?? .latest
      let composition = try Composition(settings: try options.load())
      try await composition.connection().run { [account] connection in
        try await connection.transaction { connection in
          guard let id = try AccountRepository.find(externalID: account, on: connection) else {
            throw ValidationError("There is no account \(account).")
          }
          try write(CSVWriter.line(ScheduleColumn.allCases.map { "\($0.title)" }))
          try ScheduleEventRepository.forEachNamed(
            account: id, from: first, to: end, on: connection
          ) { events in
            try write(try events.flatMap { try line(of: $0, format: format, zone: zone) })
          }
        }
      }
    }

    private func rules(of zone: String) throws -> TimeZoneRules {
      do throws(TimeZoneFault) {
        return try TimeZoneDatabase().zone(named: zone)
      } catch .unknownZone {
        throw ValidationError("There is no time zone \(zone).")
      }
    }

    private func start(of day: String, in zone: TimeZoneRules) throws -> Instant {
      let bytes = Array("00:00 \(day)".utf8)
      guard
        let local = bytes.withUnsafeBufferPointer({ try? DateTimeFormat.yearMonthDay.parse($0) })
      else { throw ValidationError("\(day) is not a day as yyyy-MM-dd.") }
      switch zone.resolve(local) {
      case .unique(let instant): return instant
      case .overlap(let earlier, _): return earlier
      case .gap(let gap): return gap.transition
      }
    }

    private func line(
      of event: ScheduleEventRepository.NamedEvent, format: DateTimeFormat, zone: TimeZoneRules
    ) throws -> [UInt8] {
      CSVWriter.line([
        event.agentName, event.agentEmail, try text(event.start, format, zone),
        try text(event.end, format, zone), event.eventTypeName,
      ])
    }

    private func text(
      _ instant: Instant, _ format: DateTimeFormat, _ zone: TimeZoneRules
    ) throws -> String {
      guard let text = format.string(from: zone.local(at: instant).dateTime) else {
        throw ValidationError(
          "\(instant.iso8601) cannot be written as \(format.rawValue); choose another format.")
      }
      return text
    }

    /// As the bytes are, but on a terminal, which would obey what a name may hold.
    private func write(_ bytes: [UInt8]) throws {
      if isatty(STDOUT_FILENO) == 1 {
        let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        return print(Terminal.escaped(text), terminator: "")
      }
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    }
  }
}
