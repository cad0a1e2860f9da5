/// One record of a CSV file: a view into the reader's buffer, valid only inside the closure that
/// `CSVReader.next` passes it to.
package struct CSVRecord {
  /// The physical line where the record begins, the first line being 1. LF and CRLF end a line,
  /// also inside quotes; blank lines count.
  package let line: Int

  /// The physical line where the record ends: after `line` only if a quoted field has line breaks.
  package let lastLine: Int

  /// The number of fields, including fields beyond the reader's `maximumFields`; at least 1.
  package let fieldCount: Int

  /// The quoting error; nil if there is none. An unclosed quote takes precedence over text after a
  /// closing quote.
  package let fault: CSVFault?

  /// The place of the fault; nil if there is none.
  package let faultPlace: CSVFaultPlace?

  /// Whether the quoting is correct and every field is empty or has only spaces and tabs. Fields
  /// beyond the reader's `maximumFields` are included.
  package let isBlank: Bool

  /// Whether no byte of the record, in any field, is above 0x7F.
  package var isASCII: Bool { nonASCIIFields == 0 }

  /// A bit for each field with a byte above 0x7F, the lowest for the first field. The highest bit
  /// stands for the 64th field and all after it.
  let nonASCIIFields: UInt64
  /// A bit for each field with bad quoting, in the same order.
  let faultyFields: UInt64
  let bytes: UnsafePointer<UInt8>
  let fields: UnsafePointer<Range<Int>>
  let keptFields: Int

  /// The value of a field, without its quotes and with `""` unescaped. A field with bad quoting
  /// keeps its bytes and quotes.
  ///
  /// - Parameter index: from 0, below both `fieldCount` and the reader's `maximumFields`.
  package subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(index >= 0 && index < keptFields, "no such field is kept")
    let field = fields[index]
    return UnsafeBufferPointer(start: bytes + field.lowerBound, count: field.count)
  }

  /// Whether the value of a field is well-formed UTF-8 (Unicode, table 3-7). An ASCII field is not
  /// scanned.
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
