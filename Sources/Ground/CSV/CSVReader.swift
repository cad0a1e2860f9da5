// Owns the unread bytes of one file and the position where scanning stopped. The import worker and
// the header check append chunks and take records out.
//
//   fileStart --> fieldStart --> text --> fieldStart (comma), recordRead (LF) --> fieldStart
//                     |           ^
//                   quote         | any other byte
//                     v           |
//                   quoted --> quoteSeen --> quoted (a second quote: `""`)
//                         quote
//
// The end of the file ends the current record in every state.
//
// Cost: the word scan reads each byte once; a field that has `""` is read a second time. A field
// also costs a handful of loads and stores. If bytes run out in the middle of a record, the state
// stays and the next call continues from there: nothing is scanned again. All offsets count from
// the start of the record, so they stay valid when the bytes are moved.

/// Reads CSV records from bytes that arrive in chunks.
///
/// The format is RFC 4180 with commas and LF or CRLF; a UTF-8 byte order mark at the start is
/// skipped.
///
/// - Empty lines and lines of only spaces and tabs are skipped.
/// - The end-of-file marks of DOS (0x1A) at the end are dropped.
/// - A field is quoted only if its first byte is a quote. Elsewhere a quote is an ordinary byte,
///   and so are NUL, a CR without an LF, and bytes that are not UTF-8.
/// - The last line may lack its line break.
/// - Bad quoting is reported as `CSVRecord.fault`, never thrown. A field with bad quoting keeps its
///   bytes as they are in the file, quotes included.
///
/// Memory: 16 bytes for each of `maximumFields`, and one block of at most one and a half times the
/// longest record and a chunk together. While the block grows, the smaller one exists too. The
/// bound holds if `next` is called until nil after each `append`.
///
/// Sendable although it holds pointers: nothing else has them, and the reader cannot be copied.
package struct CSVReader: ~Copyable, @unchecked Sendable {
  private enum State { case fileStart, fieldStart, text, quoted, quoteSeen, recordRead }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private var window = ByteWindow()
  private var isFinished = false
  private let maximumFields: Int
  private let fields: UnsafeMutablePointer<Range<Int>>

  private var state = State.fileStart
  private var line = 1
  private var position = 0  // of the next byte to scan; after the line break in `recordRead`

  // The current record.
  private var recordLine = 1
  private var fieldCount = 0
  private var fault: CSVFault?
  private var faultPlace: CSVFaultPlace?
  private var faultyFields: UInt64 = 0
  private var nonASCIIFields: UInt64 = 0
  private var hasContent = false

  // The current field. A quoted field has `quotedEnd`, the offset of its closing quote, once known.
  private var fieldStart = 0
  private var quoteLine = 1
  private var quotedEnd: Int?
  private var hasEscapes = false
  private var seenBits: UInt64 = 0  // of all its bytes, ORed

  /// - Parameter maximumFields: the number of fields per record whose bytes are kept, at least 1.
  ///   Further fields are only counted, so 5 MB of commas take no extra memory.
  package init(maximumFields: Int) {
    precondition(maximumFields > 0, "a record has at least one field")
    self.maximumFields = maximumFields
    fields = .allocate(capacity: maximumFields)
  }

  deinit { fields.deallocate() }

  /// Appends a copy of the chunk. A chunk can have any length and can end anywhere: inside a quoted
  /// field, a CRLF, a character or the byte order mark.
  ///
  /// - Precondition: `finish` has not been called.
  package mutating func append(_ chunk: UnsafeRawBufferPointer) {
    precondition(!isFinished, "the file has ended")
    window.append(chunk)
  }

  /// Ends the file: the last record may end without a line break.
  package mutating func finish() {
    isFinished = true
    window.dropEndMarks()
    position = min(position, window.count)
  }

  /// The number of bytes after the last record that was read. Before the first record, and after
  /// `next` has returned nil, these bytes are an incomplete line.
  package var unreadCount: Int { window.count }

  /// Calls `body` with the next record. The record and its fields must not leave the closure.
  ///
  /// - Returns: the result of `body`; nil if more bytes are needed or, after `finish`, if no record
  ///   is left.
  /// - Throws: only the errors of `body`. The record then counts as read, and reading can continue.
  @inlinable
  package mutating func next<R, Failure: Error>(
    _ body: (CSVRecord) throws(Failure) -> R
  ) throws(Failure) -> R? {
    guard scanRecord() else { return nil }
    return try body(record)
  }

  /// Scans up to the end of the next record that is not blank; false if there is none yet.
  @usableFromInline
  mutating func scanRecord() -> Bool {
    if state == .fileStart {
      guard window.skipByteOrderMark(isWhole: isFinished) else { return false }
      startRecord()
    }
    if state == .recordRead { startRecord() }
    while let end = scanField() {
      let text = closeField(at: end)
      let isLast = end == window.count || window.base[end] == Self.lineFeed
      guard isLast else {
        startField(at: end + 1)
        continue
      }
      position = end
      if end < window.count {
        position += 1
        line += 1
      }
      if fieldCount == 1 && isBlank(text) {
        startRecord()
      } else {
        state = .recordRead
        return true
      }
    }
    return false
  }

  /// The record that `scanRecord` found.
  @usableFromInline
  var record: CSVRecord {
    CSVRecord(
      line: recordLine, lastLine: lastLine, fieldCount: fieldCount, fault: fault,
      faultPlace: faultPlace, isBlank: !hasContent && fault == nil,
      nonASCIIFields: nonASCIIFields, faultyFields: faultyFields,
      bytes: UnsafePointer(window.base), fields: UnsafePointer(fields),
      keptFields: min(fieldCount, maximumFields))
  }

  /// The line in which the record ends: after a line feed, `line` is already the next one.
  private var lastLine: Int {
    position > 0 && window.base[position - 1] == Self.lineFeed ? line - 1 : line
  }
}

// MARK: - Scanning

extension CSVReader {
  private static let separators = WordScan(comma, or: lineFeed)
  private static let quotesAndLines = WordScan(quote, or: lineFeed)

  /// The offset of the comma or LF that ends the current field, or of the end of the file.
  ///
  /// The switch is longer than 40 lines so that it shows the states in the order of the diagram.
  ///
  /// - Returns: nil if more bytes are needed or the file has no further record.
  private mutating func scanField() -> Int? {
    let bytes = window.base
    let count = window.count
    while true {
      switch state {
      case .fileStart, .recordRead, .fieldStart:  // Only `.fieldStart` occurs here.
        guard position < count else {
          // The file ends here: an empty field follows only a comma.
          return isFinished && position > 0 ? count : nil
        }
        if bytes[position] == Self.quote {
          quoteLine = line
          position += 1
          state = .quoted
          continue
        }
        state = .text
        fallthrough
      case .text:
        position = Self.separators.offset(in: bytes, from: position, to: count, seen: &seenBits)
        return position < count || isFinished ? position : nil
      case .quoted:
        position = Self.quotesAndLines.offset(in: bytes, from: position, to: count, seen: &seenBits)
        guard position < count else {
          guard isFinished else { return nil }
          quotedEnd = count
          return count
        }
        if bytes[position] == Self.quote { state = .quoteSeen } else { line += 1 }
        position += 1
      case .quoteSeen:
        guard position < count || isFinished else { return nil }
        if position < count && bytes[position] == Self.quote {
          hasEscapes = true
          position += 1
          state = .quoted
        } else {
          quotedEnd = position - 1
          state = .text
        }
      }
    }
  }
}

// MARK: - Closing

extension CSVReader {
  /// Counts the field that ends at `end` and keeps its value.
  ///
  /// - Returns: its bytes as they are in the file, without the CR of a CRLF.
  private mutating func closeField(at end: Int) -> Range<Int> {
    let bytes = window.base
    // The text after the closing quote, or all of a field without quotes.
    let textStart = quotedEnd.map { min($0 + 1, end) } ?? fieldStart
    var textEnd = end
    if end < window.count && bytes[end] == Self.lineFeed && end > textStart
      && bytes[end - 1] == Self.carriageReturn
    {
      textEnd -= 1
    }
    var value = textStart..<textEnd
    if let quotedEnd {
      // A quote that never closes has no closing quote before the end of the file.
      let isUnclosed = quotedEnd == end
      if isUnclosed || !value.isEmpty {
        noteFault(isUnclosed: isUnclosed)
        value = fieldStart..<textEnd
      } else {
        value = quotedValue(fieldStart + 1..<quotedEnd)
      }
    }
    if WordScan.hasHighBit(seenBits) { nonASCIIFields |= CSVRecord.bit(of: fieldCount) }
    if !hasContent { hasContent = !isBlank(value) }
    if fieldCount < maximumFields { (fields + fieldCount).initialize(to: value) }
    fieldCount += 1
    return fieldStart..<textEnd
  }

  /// Records bad quoting of the current field. The first such field of a record is reported, unless
  /// a later quote never closes.
  private mutating func noteFault(isUnclosed: Bool) {
    faultyFields |= CSVRecord.bit(of: fieldCount)
    guard isUnclosed || fault == nil else { return }
    fault = isUnclosed ? .unclosedQuote(line: quoteLine) : .textAfterClosingQuote
    faultPlace = CSVFaultPlace(field: fieldCount, openingLine: quoteLine, closingLine: line)
  }

  /// Unescapes a value in place.
  private func quotedValue(_ quoted: Range<Int>) -> Range<Int> {
    guard hasEscapes && fieldCount < maximumFields else { return quoted }
    return quoted.lowerBound..<window.unescapeQuotes(in: quoted)
  }

  private func isBlank(_ text: Range<Int>) -> Bool {
    let bytes = window.base
    return text.allSatisfy { bytes[$0] == 0x20 || bytes[$0] == 0x09 }
  }

  private mutating func startRecord() {
    window.dropFirst(position)
    recordLine = line
    fieldCount = 0
    fault = nil
    faultPlace = nil
    faultyFields = 0
    nonASCIIFields = 0
    hasContent = false
    startField(at: 0)
  }

  private mutating func startField(at offset: Int) {
    position = offset
    fieldStart = offset
    quotedEnd = nil
    hasEscapes = false
    seenBits = 0
    state = .fieldStart
  }
}
