package import CSV

/// The columns of a schedule file, in order.
package enum ScheduleColumn: Int, CaseIterable, Sendable {
  case agentName, agentEmail, startTime, endTime, eventTypeName

  /// The column's name in the header, to the letter.
  package var title: StaticString {
    switch self {
    case .agentName: "Agent Name"
    case .agentEmail: "Agent Email"
    case .startTime: "Start Time"
    case .endTime: "End Time"
    case .eventTypeName: "Event Type Name"
    }
  }
}

/// The header that a schedule file begins with.
package enum ScheduleTemplate {
  /// How many columns a row has.
  package static let columnCount = ScheduleColumn.allCases.count

  /// The header line without quotes.
  package static let header = ScheduleColumn.allCases.map { "\($0.title)" }.joined(separator: ",")

  /// Whether a record is the header: exact, in order, case-sensitive; quoting does not matter.
  package static func isHeader(_ record: CSVRecord) -> Bool {
    record.line == 1 && record.fieldCount == columnCount && record.fault == nil
      && ScheduleColumn.allCases.allSatisfy { column in
        let title = UnsafeBufferPointer(
          start: column.title.utf8Start, count: column.title.utf8CodeUnitCount)
        return record[column.rawValue].elementsEqual(title)
      }
  }

  /// Whether a file, given in pieces, begins with the header.
  ///
  /// The first piece decides: the header takes fewer than 100 bytes, the shortest piece before the
  /// last is far longer.
  package static func hasHeader(_ chunks: [[UInt8]]) -> Bool {
    var reader = CSVReader(maximumFields: columnCount)
    for chunk in chunks.prefix(1) { chunk.withUnsafeBytes { reader.append($0) } }
    if chunks.count <= 1 { reader.finish() }
    return reader.next(isHeader) ?? false
  }
}
