import ArgumentParser
import Foundation
import Importing
import Postgres
import Scheduling
import Store

/// Turns the bytes of a schedule file into the rows of a COPY on one thread. Compares the speed
/// with that of a search for line feeds.
struct RowsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rows",
    abstract: "Parse, validate, convert, sort and encode a file, next to memchr over it.")

  @Argument(help: "The schedule file.") var file: String
  @Option(help: "A file with an agent's e-mail on each line.") var agents: String
  @Option(help: "A file with an event type's name on each line.") var eventTypes: String
  @Option(help: "Pairs of runs.") var runs = 31

  func run() throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    let agents = try lines(of: agents).enumerated().map {
      ReferenceKey<AgentID>(
        id: AgentID(Int32($0)), key: MatchKey.key(of: $1), isActive: true)
    }
    let eventTypes = try lines(of: eventTypes).enumerated().map {
      ReferenceKey<EventTypeID>(
        id: EventTypeID(Int32($0)), key: MatchKey.key(of: $1), isActive: true)
    }
    let zone = try TimeZoneDatabase().zone(named: "America/New_York")
    var parsing: [Double] = []
    var scanning: [Double] = []
    var outcome = FilePass.Outcome()
    for _ in 0..<runs {
      let pass = FilePass(agents: agents, eventTypes: eventTypes, zone: zone)
      parsing.append(try seconds { outcome = try pass.run(over: bytes) })
      scanning.append(seconds { outcome.lineFeeds = Self.lineFeeds(in: bytes) })
    }
    let megabytes = Double(bytes.count) / 1e6
    print(
      """
      {"bytes":\(bytes.count),"events":\(outcome.events),"rejected":\(outcome.rejected),\
      "line_feeds":\(outcome.lineFeeds),"copy_bytes":\(outcome.copyBytes),\
      "report_bytes":\(outcome.reportBytes),"runs":\(runs),\
      "rows_mb_s":\(megabytes / median(parsing)),"rows_best_mb_s":\(megabytes / least(parsing)),\
      "memchr_mb_s":\(megabytes / median(scanning)),\
      "memchr_best_mb_s":\(megabytes / least(scanning))}
      """)
  }

  private func lines(of path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  private static func lineFeeds(in bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes { buffer in
      guard var start = buffer.baseAddress else { return 0 }
      let end = start + buffer.count
      var count = 0
      while let found = memchr(start, 0x0A, end - start) {
        count += 1
        start = UnsafeRawPointer(found) + 1
      }
      return count
    }
  }
}

private func seconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

private func least(_ values: [Double]) -> Double { values.min() ?? .infinity }
