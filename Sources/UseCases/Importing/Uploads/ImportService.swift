package import Foundation
package import Postgres
package import Scheduling
import Store
import Telemetry

/// Accepts uploads, and reports the status of imports.
package struct ImportService: Sendable {
  let pool: ConnectionPool
  private let headStart: HeadStart?
  private let zones: TimeZoneDatabase
  private let standings: BatchedLookup<ImportName, ImportStanding?>

  /// - Parameter headStart: shared with the worker of this process; nil if there is none.
  package init(
    pool: ConnectionPool, zones: TimeZoneDatabase, headStart: HeadStart? = nil
  ) {
    self.pool = pool
    self.headStart = headStart
    self.zones = zones
    standings = BatchedLookup(pool: pool) { names, connection in
      try ImportRepository.standings(of: names, on: connection)
    }
  }

  /// The version of the loaded time zone rules.
  package var timeZones: TimeZoneVersion { zones.release.version }

  /// An upload form with all parts present, but not yet checked.
  package struct Request: Sendable {
    /// The file's name as the client sent it.
    package let fileName: String
    /// The name of the IANA time zone of the file's times.
    package let timeZone: String
    /// The date format of the file's times; nil for the default.
    package let dateFormat: String?
    /// The file in pieces of `Upload.pieceSize`.
    package let file: [[UInt8]]

    /// - Parameter file: pieces of `Upload.pieceSize` bytes; the last may be shorter.
    package init(fileName: String, timeZone: String, dateFormat: String?, file: [[UInt8]]) {
      self.fileName = fileName
      self.timeZone = timeZone
      self.dateFormat = dateFormat
      self.file = file
    }
  }

  /// Why an upload was rejected.
  package enum Refusal: Error, Sendable {
    /// The file's name does not end in `.csv`.
    case unsupportedFileName
    /// The zone, the format or the header is wrong.
    case wrongTemplate([FormProblem])
    /// An import of the account is in progress.
    case busy(UUID?)
    /// The account of the access token does not exist or is deactivated.
    case unknownAccount
    /// The server failed.
    case failed(any Error)
  }

  /// Checks an upload and stores it. When this returns, the import is queued.
  ///
  /// - Returns: the import's id.
  package func accept(
    _ request: Request, account: AccountName, origin: AuditOrigin
  ) async throws(Refusal) -> UUID {
    // Compares bytes, since String combines a dot and a following combining mark into one
    // character.
    let ending = String(decoding: request.fileName.utf8.suffix(4), as: UTF8.self)
    guard ending.lowercased() == ".csv" else { throw .unsupportedFileName }
    let dateFormat = request.dateFormat.map { DateTimeFormat(rawValue: $0) } ?? .default
    let zone = try zone(named: request.timeZone)
    let problems = problems(of: request, zone: zone, dateFormat: dateFormat)
    guard let zone, let dateFormat, problems.isEmpty else { throw .wrongTemplate(problems) }

    let upload = Upload(
      id: UUID(), fileName: request.fileName, timeZone: request.timeZone, dateFormat: dateFormat,
      origin: origin, traceparent: TraceContext.current?.parent.text, pieces: request.file)
    headStart?.begin(upload, zone: zone, account: account)
    do throws(Refusal) {
      switch try await store(upload, account: account) {
      case .accepted: return upload.id
      case .busy(let id): throw .busy(id)
      case .unknownAccount: throw .unknownAccount
      }
    } catch {
      headStart?.cancel(upload.id)
      throw error
    }
  }

  /// The status of an import; nil if the account has no such import.
  package func standing(
    of id: UUID, account: AccountName
  ) async throws -> ImportStanding? {
    try await standings.value(for: .init(id: id, account: account))
  }

  /// The size of an import's error report; nil if the account has no such report.
  package func reportSize(
    importID: UUID, account: AccountName
  ) async throws -> ReportSize? {
    try await pool.withConnection { connection in
      try ErrorReportRepository.size(
        importID: importID, account: account, on: connection)
    }
  }

  /// A piece of an import's error report; nil after the last.
  ///
  /// - Parameter number: counted from 0.
  package func reportPiece(
    _ number: Int, importID: UUID, account: AccountName
  ) async throws -> [UInt8]? {
    try await pool.withConnection { connection in
      try ErrorReportRepository.piece(
        number, importID: importID, account: account, on: connection)
    }
  }

  /// - Returns: nil if the zone does not exist.
  private func zone(named name: String) throws(Refusal) -> TimeZoneRules? {
    do throws(TimeZoneFault) {
      return try zones.zone(named: name)
    } catch {
      guard case .unknownZone = error else { throw .failed(error) }
      return nil
    }
  }

  private func problems(
    of request: Request, zone: TimeZoneRules?, dateFormat: DateTimeFormat?
  ) -> [FormProblem] {
    var problems: [FormProblem] = []
    if zone == nil { problems.append(FormValues.timeZoneProblem(request.timeZone, in: zones)) }
    if dateFormat == nil, let received = request.dateFormat {
      problems.append(FormValues.dateFormatProblem(received))
    }
    if !ScheduleTemplate.hasHeader(request.file) {
      problems.append(
        FormProblem(
          field: "csv_file",
          description: HeaderDiagnosis.description(of: request.file, expecting: .schedule)))
    }
    return problems
  }

  private func store(
    _ upload: Upload, account: AccountName
  ) async throws(Refusal) -> ImportRepository.Acceptance {
    do {
      return try await pool.withConnection { connection in
        try ImportRepository.accept(
          upload, account: account, on: connection)
      }
    } catch {
      throw .failed(error)
    }
  }
}
