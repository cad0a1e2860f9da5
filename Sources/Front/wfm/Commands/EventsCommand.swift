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
    commandName: "events", abstract: "Export and check an account's schedule events.",
    subcommands: [Export.self, CheckZones.self])

  /// As the bytes are, but on a terminal, which would obey what a name may hold.
  static func write(_ bytes: [UInt8]) throws {
    if isatty(STDOUT_FILENO) == 1 {
      let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
      return print(Terminal.escaped(text), terminator: "")
    }
    try FileHandle.standardOutput.write(contentsOf: Data(bytes))
  }
}

/// How a command writes its CSV.
struct SpreadsheetOptions: ParsableArguments {
  @Flag(
    help: """
      Write an apostrophe before each cell that a spreadsheet may run as a formula. Use it for a file \
      that is only read.
      """)
  var forSpreadsheet = false

  func line(_ cells: [String]) -> [UInt8] {
    CSVWriter.line(forSpreadsheet ? cells.map(FormulaCell.guarded) : cells)
  }
}

/// Which days a command reads.
struct DayOptions: ParsableArguments {
  @Option(help: "Events that start on or after this day, as yyyy-MM-dd in the time zone.")
  var from: String?

  @Option(help: "Events that start before this day, as yyyy-MM-dd in the time zone.")
  var to: String?

  /// The first instant, and the one after the last; nil for a bound that is not given.
  func bounds(in zone: TimeZoneRules) throws -> (first: Instant?, end: Instant?) {
    (
      try from.map { try Self.start(of: $0, in: zone) },
      try to.map { try Self.start(of: $0, in: zone) }
    )
  }

  private static func start(of day: String, in zone: TimeZoneRules) throws -> Instant {
    let bytes = Array("00:00 \(day)".utf8)
    guard
      let local = bytes.withUnsafeBufferPointer({ try? DateTimeFormat.yearMonthDay.parse($0) })
    else { throw ValidationError("\(ShownText.escaped(day)) is not a day as yyyy-MM-dd.") }
    let resolution = zone.resolve(local)
    if case .gap(let gap) = resolution { return gap.transition }
    return resolution.instant() ?? .earliest
  }
}

extension TimeZoneDatabase {
  /// The rules of a zone that a command's user named.
  func zone(chosen name: String) throws -> TimeZoneRules {
    do throws(TimeZoneFault) {
      return try zone(named: name)
    } catch .unknownZone {
      throw ValidationError("There is no time zone \(ShownText.escaped(name)).")
    }
  }
}

extension PostgresConnection {
  /// Has the transaction that has just begun see one state of the database throughout, and finds the
  /// account in it.
  func snapshot(ofAccount externalID: String) throws -> AccountID {
    try readOneSnapshot()
    guard let id = try AccountRepository.find(externalID: externalID, on: self) else {
      throw ValidationError("There is no account \(ShownText.escaped(externalID)).")
    }
    return id
  }
}
