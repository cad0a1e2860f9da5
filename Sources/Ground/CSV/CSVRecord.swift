/// What is wrong with the quoting of a record (RFC 4180, section 2, rules 5 to 7).
package enum CSVFault: Equatable, Sendable {
  /// A quote opens at this physical line and never closes. The record is the last one of the file,
  /// and its last field holds the rest of the file.
  case unclosedQuote(line: Int)
  /// Text stands between a closing quote and the comma or line break that ends the field.
  case textAfterClosingQuote
}

/// Where the quoting of a record is bad.
package struct CSVFaultPlace: Equatable, Sendable {
  /// The first field with the record's fault, from 0.
  package let field: Int
  /// The physical line of the quote that opens the field.
  package let openingLine: Int
  /// The physical line of the quote that closes it; the next line to read if none does.
  package let closingLine: Int

  package init(field: Int, openingLine: Int, closingLine: Int) {
    self.field = field
    self.openingLine = openingLine
    self.closingLine = closingLine
  }
}

/// One record of a CSV file: a view into the reader's buffer, valid only inside the closure that
/// `CSVReader.next` hands it to.
package struct CSVRecord {
  /// The physical line where the record begins, the first line being 1. LF and CRLF end a line,
  /// also inside quotes; blank lines count.
  package let line: Int

  /// The physical line where the record ends: behind `line` only if a quoted field has line breaks.
  package let lastLine: Int

  /// How many fields the record has, those beyond the reader's `maximumFields` included; 1 or more.
  package let fieldCount: Int

  /// What is wrong with its quoting. A quote that never closes outweighs text after a closing one.
  package let fault: CSVFault?

  /// Where the fault is; nil if there is none.
  package let faultPlace: CSVFaultPlace?

  /// Whether every field, those beyond the reader's `maximumFields` included, is empty or has only
  /// spaces and tabs, and no quoting is bad.
  package let isBlank: Bool

  /// Whether no byte of the record, in any field, is above 0x7F.
  package var isASCII: Bool { nonASCIIFields == 0 }

  /// A bit for each field with a byte above 0x7F, the lowest for the first; the highest stands for the
  /// 64th and all behind it.
  let nonASCIIFields: UInt64
  /// The same for each field with bad quoting.
  let faultyFields: UInt64
  let bytes: UnsafePointer<UInt8>
  let fields: UnsafePointer<Range<Int>>
  let keptFields: Int

  /// The value of a field: without its quotes, `""` unescaped. A field with bad quoting is as it is in
  /// the file, quotes included.
  ///
  /// - Parameter index: from 0, below both `fieldCount` and the reader's `maximumFields`.
  package subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(index >= 0 && index < keptFields, "no such field is kept")
    let field = fields[index]
    return UnsafeBufferPointer(start: bytes + field.lowerBound, count: field.count)
  }

  /// Whether the value of a field is well-formed UTF-8 (Unicode, table 3-7). Costs nothing where
  /// it is ASCII.
  ///
  /// - Parameter index: as for the subscript.
  package func isValidUTF8(_ index: Int) -> Bool {
    if nonASCIIFields & Self.bit(of: index) == 0 { return true }
    do {
      _ = try UTF8Span(validating: self[index].span)
      return true
    } catch {
      return false
    }
  }

  /// Whether the quoting of a field is bad.
  package func hasFault(_ index: Int) -> Bool { faultyFields & Self.bit(of: index) != 0 }

  /// The bit of a field in a word of 64.
  static func bit(of index: Int) -> UInt64 { 1 << UInt64(min(index, 63)) }
}
