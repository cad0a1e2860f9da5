package import CSV

/// The header that a schedule file begins with, blank lines before it aside.
package enum ScheduleTemplate {
  /// How many columns a row has.
  package static let columnCount = ScheduleColumn.allCases.count

  /// The header line without quotes.
  package static let header = FileTemplate.schedule.header

  /// Whether the first record of a file is the header: exact, in order, case-sensitive; quoting does
  /// not matter.
  package static func isHeader(_ record: CSVRecord) -> Bool {
    record.fieldCount == columnCount && record.fault == nil
      && ScheduleColumn.allCases.allSatisfy { column in
        let title = UnsafeBufferPointer(
          start: column.title.utf8Start, count: column.title.utf8CodeUnitCount)
        return record[column.rawValue].elementsEqual(title)
      }
  }

  /// Reads up to the first record that is not blank.
  ///
  /// - Returns: whether it is the header; nil when more bytes are needed, or the file holds no such
  ///   record.
  static func readHeader(from reader: inout CSVReader) -> Bool? {
    while true {
      let read: Bool?? = reader.next { $0.isBlank ? nil : isHeader($0) }
      guard let read else { return nil }
      if let read { return read }
    }
  }

  /// Whether a file, given in pieces, begins with the header.
  ///
  /// A line that does not end within two pieces is not
  /// the header, which takes fewer than 100 bytes; so no more than two pieces are held here.
  package static func hasHeader(_ chunks: [[UInt8]]) -> Bool {
    var reader = CSVReader(maximumFields: columnCount)
    for (number, chunk) in chunks.enumerated() {
      chunk.withUnsafeBytes { reader.append($0) }
      if number == chunks.count - 1 { reader.finish() }
      if let isHeader = readHeader(from: &reader) { return isHeader }
      if reader.unreadCount > chunk.count { return false }
    }
    return false
  }
}
