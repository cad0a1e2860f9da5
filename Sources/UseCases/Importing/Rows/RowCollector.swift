import CSV
import Scheduling

/// Turns the rows of a file into events and rows of the error report.
struct RowCollector: ~Copyable {
  private var validator: RowValidator
  private var index: IdentityIndex
  private var report: ErrorReport
  /// Whether the report outgrew `mostHeld` and was dropped.
  private var isReportLost = false
  private var isFinished = false
  private let format: DateTimeFormat
  let decision: ScheduleFile.Decision?
  private(set) var rejected = 0
  private(set) var problemCounts: [RowProblemCode: Int] = [:]

  /// The maximum bytes of a report that are held until the format is decided.
  static let mostHeld = 1 << 20

  init(
    reference: consuming ReferenceData, format: DateTimeFormat, zone: TimeZoneRules,
    expecting count: Int, reportLimit: Int, decision: ScheduleFile.Decision?
  ) {
    self.format = format
    self.decision = decision
    var read = format
    if case .other(let right) = decision { read = right }
    index = IdentityIndex(expecting: count)
    report = ErrorReport(format: read, zone: zone.name, limit: reportLimit)
    validator = RowValidator(
      reference: reference, format: read, zone: zone, isDecided: decision != nil)
  }

  /// The events of the valid rows, in the order of the file.
  var events: [ScheduleEvent] { otherFormat == nil ? index.events : [] }

  /// See `ScheduleFile.nextDecision`.
  var nextDecision: ScheduleFile.Decision? {
    guard decision == nil, isFinished else { return nil }
    if let right = validator.evidence.rightFormat { return .other(right) }
    return isReportLost ? .asked : nil
  }

  /// Whether a second reading is certain, so that this reading can stop.
  var isForNothing: Bool { isReportLost && !validator.evidence.isOpen }

  mutating func finish() { isFinished = true }

  mutating func take(_ record: CSVRecord) {
    if record.isBlank { return }
    if validator.take(record, into: &index), otherFormat == nil { return }
    if !Self.looksBlank(record) { reject(record) }
  }

  /// The next piece of the error report, if one is ready and not held.
  mutating func takeReportPiece(isLast: Bool) -> [UInt8]? {
    guard rejected > 0, !isReportHeld else { return nil }
    return report.takePiece(isLast: isLast)
  }

  private var isReportHeld: Bool {
    isReportLost || (isFinished ? nextDecision != nil : validator.evidence.isOpen)
  }

  private var otherFormat: DateTimeFormat? {
    if case .other(let right) = decision { right } else { nil }
  }

  private mutating func reject(_ record: CSVRecord) {
    var problems = validator.problems
    if let otherFormat {
      // No row of the file was imported, so no row is the duplicate of an imported one.
      problems.removeAll { $0.code == .duplicateRow }
      problems.insert(.otherFormat(asked: format, right: otherFormat), at: 0)
    }
    rejected += 1
    for problem in problems { problemCounts[problem.code, default: 0] += 1 }
    if isReportLost { return }
    report.append(record, problems: problems)
    if validator.evidence.isOpen, report.size > Self.mostHeld {
      isReportLost = true
      report.drop()
    }
  }

  /// Whether the row has only invisible characters.
  private static func looksBlank(_ record: CSVRecord) -> Bool {
    record.fault == nil && record.fieldCount <= FieldCountAdvice.keptFields
      && (0..<record.fieldCount).allSatisfy { ReportedCell.isBlank(record[$0]) }
  }
}
