import Foundation
import Importing
import Scheduling

/// A file that is read as the worker reads it, without a database.
struct MemoryImport {
  static let zones = try? TimeZoneDatabase()

  let events: [ScheduleEvent]
  let rejectedCount: Int
  let report: String
  let readings: Int

  private let account: MemoryAccount

  /// - Parameter rows: the text below the header.
  init(
    _ rows: String, of account: MemoryAccount = .benCarters, format: DateTimeFormat = .default,
    zone: String = "UTC", chunk: Int = 1 << 18
  ) throws {
    try self.init(
      file: Array((ScheduleAccount.header + rows).utf8), of: account, format: format, zone: zone,
      chunk: chunk)
  }

  init(
    file bytes: [UInt8], of account: MemoryAccount = .benCarters,
    format: DateTimeFormat = .default, zone: String = "UTC", chunk: Int = 1 << 18
  ) throws {
    self.account = account
    let rules = try (Self.zones ?? TimeZoneDatabase()).zone(named: zone)
    var decision: ScheduleFile.Decision?
    var readings = 0
    while true {
      readings += 1
      var file = ScheduleFile(
        reference: ReferenceData(account.entries), format: format, zone: rules, size: bytes.count,
        decision: decision)
      var report: [UInt8] = []
      for start in stride(from: 0, to: bytes.count, by: chunk) {
        try Array(bytes[start..<min(start + chunk, bytes.count)]).withUnsafeBytes {
          try file.read($0)
        }
        report += file.takeReportPiece(isLast: false) ?? []
      }
      try file.finish()
      report += file.takeReportPiece(isLast: true) ?? []
      decision = file.nextDecision
      guard decision == nil else { continue }
      self.events = file.events
      self.report = String(decoding: report, as: UTF8.self)
      self.readings = readings
      rejectedCount = file.rejected
      return
    }
  }

  /// The row counts for an empty schedule, as the worker counts them.
  var counts: RowCounts { RowCounts(inserted: events.count, rejected: rejectedCount) }

  /// The events in the order of the stored table: e-mail, start and end in UTC, type.
  var lines: [String] {
    var sorted = events
    sorted.sortByKey()
    return sorted.map { event in
      let email = account.agents[Int(event.agent.value)].email
      let type = account.eventTypes[Int(event.eventType.value)]
      return "\(email) \(event.start.iso8601) \(event.end.iso8601) \(type)"
    }
  }

  /// The report's rows. Works only for reports without quoted line breaks.
  var rejected: [RejectedRow] {
    report.components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }
      .map(RejectedRow.init)
  }

  /// The sentences of the first rejected row.
  var error: String { rejected.first?.error ?? "" }
  var codes: [String] { rejected.first?.codes ?? [] }
}

/// A row for Ben Carter.
func row(
  _ start: String, _ end: String = "16:00 2026-06-01", email: String = "ben.carter@example.com",
  type: String = "Shift"
) -> String {
  "Ben Carter,\(email),\(start),\(end),\(type)\r\n"
}
