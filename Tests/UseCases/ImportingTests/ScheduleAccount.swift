import Foundation
import Importing
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

/// An account in a separate database, a service that accepts its files, and workers on demand.
struct ScheduleAccount: Sendable {
  static let header = "Agent Name,Agent Email,Start Time,End Time,Event Type Name\n"
  static let agents = [
    Agent(name: "Ann", email: "ann@example.com", isActive: true),
    Agent(name: "Bob", email: "bob@example.com", isActive: true),
    Agent(name: "Zed", email: "zed@example.com", isActive: false),
  ]
  static let eventTypes = ["Shift", "Break"]

  let name: AccountName
  let id: AccountID
  let database: TestDatabase
  let service: ImportService
  private let connection: PostgresConnection
  let headStart: HeadStart?
  /// The time zones of the service and its workers.
  let zones: TimeZoneDatabase

  init(
    _ name: AccountName = "acme", on database: TestDatabase? = nil,
    agents: [Agent] = agents, eventTypes: [String] = eventTypes,
    headStart: HeadStart? = nil,
    zones: TimeZoneDatabase? = nil
  ) async throws {
    self.name = name
    if let database { self.database = database } else { self.database = try await TestDatabase() }
    connection = self.database.connection()
    self.headStart = headStart
    self.zones = try zones ?? Self.systemZones.get()
    service = ImportService(
      pool: self.database.pool(), zones: self.zones, headStart: headStart)
    id = try await connection.run { connection in
      let id = try AccountRepository.create(name, on: connection).id
      _ = try AgentRepository.upsert(agents, account: id, on: connection)
      _ = try EventTypeRepository.upsert(
        eventTypes.map { EventType(name: $0) }, account: id, on: connection)
      return id
    }
  }

  private static let systemZones = Result { try TimeZoneDatabase() }

  /// Uploads a file in the pieces that the HTTP front would use.
  func accept(
    _ file: [UInt8], timeZone: String = "America/New_York", dateFormat: String? = nil
  ) async throws -> UUID {
    let size = Upload.pieceSize
    let chunks = stride(from: 0, to: file.count, by: size).map {
      Array(file[$0..<min($0 + size, file.count)])
    }
    return try await service.accept(
      ImportService.Request(
        fileName: "schedule.csv", timeZone: timeZone, dateFormat: dateFormat, file: chunks),
      account: name, origin: .init(actor: "test"))
  }

  /// Imports the rows below the usual header.
  func importRows(
    _ rows: String, timeZone: String = "America/New_York", dateFormat: String? = nil
  ) async throws -> Outcome {
    try await importFile(
      Array((Self.header + rows).utf8), timeZone: timeZone, dateFormat: dateFormat)
  }

  /// Uploads a file and imports it.
  func importFile(
    _ file: [UInt8], timeZone: String = "America/New_York", dateFormat: String? = nil
  ) async throws -> Outcome {
    let importID = try await accept(file, timeZone: timeZone, dateFormat: dateFormat)
    return try await withWorker { _ in try await outcome(of: importID) }
  }

  /// Waits until the import has its final status, and returns its result.
  func outcome(of importID: UUID) async throws -> Outcome {
    var outcome: ImportOutcome?
    try await eventually("import \(importID) is not finished") {
      outcome = try await connection.run { [name] in
        try ImportRepository.outcome(of: importID, account: name, on: $0)
      }
      return outcome.map { $0.status != .processing } ?? false
    }
    let stored = try #require(outcome)
    return Outcome(
      status: stored.status, counts: stored.counts, failureReason: stored.failureReason,
      events: try await events(), report: try await report(of: importID))
  }

  /// The stored events as lines: e-mail, start and end in UTC, type.
  func events() async throws -> [String] {
    try await connection.storedEvents(of: id)
  }

  private func report(of importID: UUID) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    var number = 0
    while let chunk = try await service.reportPiece(
      number, importID: importID, account: name)
    {
      bytes += chunk
      number += 1
    }
    return bytes
  }

  struct Outcome: Sendable {
    let status: ImportStatus
    let counts: RowCounts?
    let failureReason: String?
    let events: [String]
    let report: [UInt8]
  }
}

extension ScheduleAccount.Outcome {
  var reportText: String { String(decoding: report, as: UTF8.self) }

  /// The report's rows below its header. Works only for reports without quoted line breaks.
  var rejected: [RejectedRow] {
    reportText.components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }
      .map(RejectedRow.init)
  }
}

/// A row of an error report.
struct RejectedRow: Equatable, CustomStringConvertible {
  let line: String
  let cells: [String]
  let codes: [String]
  let error: String

  /// Reads RFC 4180 in the simplest way, by scalars: a combining mark does not hide a quote.
  init(_ text: String) {
    var fields: [String] = []
    var rest = text.unicodeScalars[...]
    while true {
      var field = String.UnicodeScalarView()
      if rest.first == "\"" {
        rest.removeFirst()
        while let quote = rest.firstIndex(of: "\"") {
          field += rest[..<quote]
          rest = rest[rest.index(after: quote)...]
          guard rest.first == "\"" else { break }
          field.append("\"")
          rest.removeFirst()
        }
      } else {
        field += rest.prefix { $0 != "," }
        rest = rest.dropFirst(field.count)
      }
      fields.append(String(field))
      guard rest.first == "," else { break }
      rest.removeFirst()
    }
    line = fields.first ?? ""
    cells = Array(fields.dropFirst().prefix(5))
    codes = fields.count > 6 ? fields[6].components(separatedBy: ";") : []
    error = fields.count > 7 ? fields[7] : ""
  }

  var description: String { "\(line) \(cells) \(codes) \(error)" }
}
