import CSV
import Scheduling

/// Writes the error report of one file row by row, and passes it on in pieces.
///
/// The report is UTF-8 with a byte order mark and CRLF, by RFC 4180. It needs memory for one piece
/// or the longest row.
struct ErrorReport: ~Copyable {
  private var bytes: [UInt8] = []
  private let format: DateTimeFormat
  private let zone: String
  /// The sentences of problems that many rows have.
  private var shared: [RowProblem: [UInt8]] = [:]
  /// The sentences of the current row.
  private var sentences: [UInt8] = []
  /// The number of bytes that were passed on.
  private var passedOn = 0
  private let limit: Int
  private var remainder = ReportRemainder()

  /// The minimum size of a piece in bytes, except the last one.
  static let pieceSize = 256 * 1024

  /// The maximum length of a cell in bytes, without the apostrophe before a formula. A stray quote
  /// can turn the whole file into one cell.
  static let longestCell = 1000
  /// The mark at the end of a shortened cell.
  private static let cutMark = Array("…".utf8)

  private static let header =
    "\u{FEFF}Line,\(ScheduleTemplate.header),Error Code,Error\r\n"

  /// - Parameter limit: in bytes. The row that reaches the limit is the last one that is listed. A
  ///   closing row sums up the rejected rows after it.
  init(format: DateTimeFormat, zone: String, limit: Int) {
    self.limit = limit
    self.format = format
    self.zone = zone
    bytes.append(contentsOf: Self.header.utf8)
  }

  /// The number of bytes that were not passed on yet.
  var size: Int { bytes.count }

  /// Adds a rejected row: its line, its first five cells as uploaded (long cells are cut), and its
  /// problems.
  mutating func append(_ record: CSVRecord, problems: [RowProblem]) {
    // A quote that never closes is reported at its own line, perhaps below the beginning of the
    // row.
    let line = if case .unclosedQuote(let line) = record.fault { line } else { record.line }
    guard passedOn + bytes.count < limit else {
      return remainder.add(line: line, problems: problems)
    }
    bytes.append(contentsOf: String(line).utf8)
    for column in 0..<ScheduleTemplate.columnCount {
      bytes.append(UInt8(ascii: ","))
      if column < record.fieldCount { append(uploaded: record[column], of: record, at: column) }
    }
    bytes.append(UInt8(ascii: ","))
    sentences.removeAll(keepingCapacity: true)
    for (place, problem) in problems.enumerated() {
      if place > 0 {
        bytes.append(UInt8(ascii: ";"))
        sentences.append(UInt8(ascii: " "))
      }
      bytes.append(contentsOf: problem.code.rawValue.utf8)
      append(sentenceOf: problem)
    }
    bytes.append(UInt8(ascii: ","))
    sentences.withUnsafeBufferPointer { CSVWriter.append(cell: $0, to: &bytes) }
    bytes.append(contentsOf: [0x0D, 0x0A])
  }

  private mutating func append(sentenceOf problem: RowProblem) {
    // A problem that only one row has is not cached.
    if problem.isOfOneRow {
      sentences.append(contentsOf: problem.sentence(format: format, zone: zone).utf8)
    } else if let sentence = shared[problem] {
      sentences.append(contentsOf: sentence)
    } else {
      let sentence = Array(problem.sentence(format: format, zone: zone).utf8)
      shared[problem] = sentence
      sentences.append(contentsOf: sentence)
    }
  }

  /// Drops the rows so far and frees their memory.
  mutating func drop() { bytes = [] }

  /// The next piece, if it is long enough or the last one.
  mutating func takePiece(isLast: Bool) -> [UInt8]? {
    if isLast, !remainder.isEmpty { close() }
    guard isLast ? !bytes.isEmpty : bytes.count >= Self.pieceSize else { return nil }
    let piece = bytes
    passedOn += piece.count
    bytes.removeAll(keepingCapacity: bytes.count <= 2 * Self.pieceSize)
    return piece
  }

  /// Adds the row that sums up the rows that are not listed.
  private mutating func close() {
    let cells = String(repeating: ",", count: ScheduleTemplate.columnCount)
    let row = "\(remainder.firstLine)\(cells),\(ReportRemainder.code),"
    bytes.append(contentsOf: row.utf8)
    Array(remainder.sentence(limit: limit).utf8).withUnsafeBufferPointer {
      CSVWriter.append(cell: $0, to: &bytes)
    }
    bytes.append(contentsOf: [0x0D, 0x0A])
    remainder = ReportRemainder()
  }

  /// Appends a field. Bytes that are not UTF-8 become U+FFFD.
  private mutating func append(
    uploaded field: UnsafeBufferPointer<UInt8>, of record: CSVRecord, at column: Int
  ) {
    if field.count <= Self.longestCell, record.isValidUTF8(column) {
      append(cell: field)
    } else {
      // Each byte that is not UTF-8 takes three bytes in the report.
      let beginning = UnsafeBufferPointer(rebasing: field.prefix(Self.longestCell))
      let text = String(decoding: beginning, as: UTF8.self)
      Self.cut(text, isWhole: beginning.count == field.count).withUnsafeBufferPointer {
        append(cell: $0)
      }
    }
  }

  /// The beginning of a long cell and a mark, at most `longestCell` bytes, cut between characters.
  private static func cut(_ text: String, isWhole: Bool) -> [UInt8] {
    if isWhole, text.utf8.count <= longestCell { return Array(text.utf8) }
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      let size = UTF8.width(scalar)
      guard bytes.count + size + cutMark.count <= longestCell else { break }
      bytes += UTF8.encode(scalar).map(Array.init) ?? []
    }
    return bytes + cutMark
  }

  /// Puts an apostrophe before a cell that a spreadsheet would run as a formula.
  private mutating func append(cell: UnsafeBufferPointer<UInt8>) {
    if FormulaCell.mayRun(cell) {
      CSVWriter.append(cell: [FormulaCell.guardMark] + cell, to: &bytes)
    } else {
      CSVWriter.append(cell: cell, to: &bytes)
    }
  }
}
