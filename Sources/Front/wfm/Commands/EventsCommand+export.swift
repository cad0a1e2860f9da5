import ArgumentParser
import CSV
import HTTPAPI
import Importing
import Postgres
import Scheduling
import Server
import Store

extension EventsCommand {
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the events to standard output, in the format of an upload.",
      discussion: """
        An import of the file with the same time zone and date format changes nothing. If an event \
        cannot be written in that format, the command writes nothing and says what to do.
        """)

    @Option(help: "The account's ID.")
    var account: String

    @Option(help: "The IANA time zone of the times.")
    var timeZone = "UTC"

    @Option(help: "The format of the times.")
    var dateFormat = DateTimeFormat.default.rawValue

    @OptionGroup var days: DayOptions

    @OptionGroup var output: SpreadsheetOptions

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      guard let format = DateTimeFormat(rawValue: dateFormat) else {
        throw ValidationError(
          """
          Unknown date format \(ShownText.quoted(dateFormat)). Give one of: \
          \(DateTimeFormat.allCases.map(\.rawValue).joined(separator: ", ")).
          """)
      }
      let zone = try TimeZoneDatabase().zone(chosen: timeZone)
      let (first, end) = try days.bounds(in: zone)
      let export = ScheduleExport(zone: zone, format: format)
      let (from, to) = (first ?? .earliest, end ?? .latest)
      let connection = try Composition(settings: try options.load()).connection()
      let size = try await connection.run { [account, output] connection in
        try await connection.transaction { connection in
          let id = try connection.snapshot(ofAccount: try AccountName(argument: account))
          // All events are checked before the first is written, so that no file is incomplete.
          var check = Check()
          try ScheduleEventRepository.forEachNamed(account: id, from: from, to: to, on: connection)
          {
            check.add($0, export)
          }
          try check.finish(export)
          var size = try Self.write(CSVWriter.line(ScheduleColumn.allCases.map { "\($0.title)" }))
          try ScheduleEventRepository.forEachNamed(account: id, from: from, to: to, on: connection)
          {
            size += try Self.write(try Self.lines(of: $0, export, output))
          }
          return size
        }
      }
      if size > EventImportForm.maximumFileSize {
        printError(
          """
          The export has \(size) bytes; an upload may have \(EventImportForm.maximumFileSize). To \
          import it, export fewer days at a time with --from and --to.
          """)
      }
    }

    private static func lines(
      of events: [ScheduleEventRepository.NamedEvent], _ export: ScheduleExport,
      _ output: SpreadsheetOptions
    ) throws -> [UInt8] {
      var lines: [UInt8] = []
      for event in events {
        let (start, end) = try export.cells(start: event.start, end: event.end)
        lines += output.line([
          event.agentName, event.agentEmail, start, end, event.eventTypeName,
        ])
      }
      return lines
    }

    /// - Returns: the number of bytes.
    private static func write(_ bytes: [UInt8]) throws -> Int {
      try EventsCommand.write(bytes)
      return bytes.count
    }
  }

  /// Finds the events of a schedule that cannot be exported.
  private struct Check {
    private var count = 0
    private var unwritable = 0
    private var first: (event: ScheduleEventRepository.NamedEvent, ScheduleExport.Obstacle)?

    mutating func add(_ events: [ScheduleEventRepository.NamedEvent], _ export: ScheduleExport) {
      count += events.count
      for event in events {
        do throws(ScheduleExport.Obstacle) {
          _ = try export.cells(start: event.start, end: event.end)
        } catch {
          unwritable += 1
          first = first ?? (event, error)
        }
      }
    }

    /// - Throws: a sentence that names the first event that cannot be exported, and the fix.
    func finish(_ export: ScheduleExport) throws {
      guard let (event, obstacle) = first else { return }
      throw ValidationError(
        """
        \(unwritable) of \(count) events cannot be exported in \(export.zone.name) so that an import \
        stores the same events. The first is \(ShownText.escaped(event.eventTypeName)) of \
        \(ShownText.escaped(event.agentEmail)) from \(event.start.iso8601) to \(event.end.iso8601). \
        \(export.sentences(for: obstacle))
        """)
    }
  }
}
