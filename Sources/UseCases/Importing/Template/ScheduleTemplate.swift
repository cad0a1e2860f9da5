package import CSV

/// The header of a schedule file. Only blank lines may precede it.
package enum ScheduleTemplate {
  /// The number of columns of a row.
  package static let columnCount = ScheduleColumn.allCases.count

  /// The header line without quotes.
  package static let header = FileTemplate.schedule.header

  /// Whether a record is the header: the exact titles in order, with or without quotes.
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
  /// - Returns: whether that record is the header; nil if there is none yet.
  static func readHeader(from reader: inout CSVReader) -> Bool? {
    while true {
      let read: Bool?? = reader.next { $0.isBlank ? nil : isHeader($0) }
      guard let read else { return nil }
      if let read { return read }
    }
  }

  /// Whether a file begins with the header.
  ///
  /// The header has fewer than 100 bytes, so a line that does not end within two pieces is not the
  /// header. This bounds the memory to two pieces.
  ///
  /// - Parameter pieces: the file.
  package static func hasHeader(_ pieces: [[UInt8]]) -> Bool {
    var reader = CSVReader(maximumFields: columnCount)
    for (number, piece) in pieces.enumerated() {
      piece.withUnsafeBytes { reader.append($0) }
      if number == pieces.count - 1 { reader.finish() }
      if let isHeader = readHeader(from: &reader) { return isHeader }
      if reader.unreadCount > piece.count { return false }
    }
    return false
  }
}
