import ArgumentParser
import CSV
import Foundation
import Importing
import Postgres
import Scheduling
import Store

/// Exports and checks an account's schedule.
struct EventsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "Export and check an account's schedule events.",
    subcommands: [Export.self, CheckZones.self])

  /// Writes the bytes unchanged. On a terminal, escapes them, because a name may contain control
  /// characters.
  static func write(_ bytes: [UInt8]) throws {
    if isatty(STDOUT_FILENO) == 1 {
      let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
      return print(Terminal.escaped(text), terminator: "")
    }
    try FileHandle.standardOutput.write(contentsOf: Data(bytes))
  }
}

/// The options for a command's CSV output.
struct SpreadsheetOptions: ParsableArguments {
  @Flag(
    help: """
      Write an apostrophe before each cell that a spreadsheet may run as a formula. Use it only for \
      a file that people read.
      """)
  var forSpreadsheet = false

  func line(_ cells: [String]) -> [UInt8] {
    CSVWriter.line(forSpreadsheet ? cells.map(FormulaCell.guarded) : cells)
  }
}

/// The options for the days that a command reads.
struct DayOptions: ParsableArguments {
  @Option(help: "Events that start on or after this day, as yyyy-MM-dd in the time zone.")
  var from: String?

  @Option(help: "Events that start before this day, as yyyy-MM-dd in the time zone.")
  var to: String?

  /// The first instant, and the instant after the last; nil for a bound that is not given.
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
    else {
      throw ValidationError(
        "\(ShownText.quoted(day)) is not a day. Write it as yyyy-MM-dd, such as 2026-06-01.")
    }
    let resolution = zone.resolve(local)
    if case .gap(let gap) = resolution { return gap.transition }
    return resolution.instant() ?? .earliest
  }
}

extension TimeZoneDatabase {
  /// The rules of a zone that an option names.
  func zone(chosen name: String) throws -> TimeZoneRules {
    do throws(TimeZoneFault) {
      return try zone(named: name)
    } catch .unknownZone {
      throw ValidationError(
        "Unknown time zone \(ShownText.quoted(name)). Give an IANA name such as America/New_York.")
    }
  }
}

extension PostgresConnection {
  /// Makes the transaction, which has just begun, read one snapshot of the database. Finds the
  /// account in that snapshot.
  func snapshot(ofAccount name: AccountName) throws -> AccountID {
    try readOneSnapshot()
    guard let id = try AccountRepository.find(name, on: self) else {
      throw ValidationError(
        "Unknown account \(ShownText.quoted(name.text)). `wfm accounts list` shows all accounts.")
    }
    return id
  }
}
