/// What is wrong with the quoting of a record (RFC 4180, section 2, rules 5 to 7).
package enum CSVFault: Equatable, Sendable {
  /// A quote opens at this physical line and never closes. The record is the last one of the file,
  /// and its last field holds the rest of the file.
  case unclosedQuote(line: Int)
  /// Text stands between a closing quote and the comma or line break that ends the field.
  case textAfterClosingQuote
}

/// One record of a CSV file: a view into the reader's buffer, valid only inside the closure that
/// `CSVReader.next` hands it to.
package struct CSVRecord {
  /// The physical line where the record begins, the first line being 1. LF and CRLF end a line,
  /// also inside quotes; blank lines count.
  package let line: Int

  /// How many fields the record has, those beyond the reader's `maximumFields` included; 1 or more.
  package let fieldCount: Int

  /// What is wrong with its quoting. A quote that never closes outweighs text after a closing one.
  package let fault: CSVFault?

  /// Whether no byte of the record, in any field, is above 0x7F.
  package let isASCII: Bool

  let bytes: UnsafePointer<UInt8>
  let fields: UnsafePointer<Range<Int>>
  let keptFields: Int

  /// The value of a field: without its quotes, `""` unescaped. After `.textAfterClosingQuote` it is
  /// the unescaped text followed by the tail as it stands.
  ///
  /// - Parameter index: from 0, below both `fieldCount` and the reader's `maximumFields`.
  package subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(index >= 0 && index < keptFields, "no such field is kept")
    let field = fields[index]
    return UnsafeBufferPointer(start: bytes + field.lowerBound, count: field.count)
  }

  /// Whether the value of a field is ASCII, eight bytes at a time. As for a scan, a word may be
  /// loaded at every byte of the window.
  private func hasOnlyASCII(_ index: Int) -> Bool {
    let field = fields[index]
    let bytes = UnsafeRawPointer(bytes)
    var offset = field.lowerBound
    var seen: UInt64 = 0
    while offset &+ 8 <= field.upperBound {
      seen |= bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      offset &+= 8
    }
    if offset < field.upperBound {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      seen |= word & (1 &<< UInt64(8 * (field.upperBound - offset)) &- 1)
    }
    return !WordScan.hasHighBit(seen)
  }

  /// Whether the value of a field is well-formed UTF-8 (Unicode, table 3-7). Costs nothing in a
  /// record that is ASCII.
  ///
  /// - Parameter index: as for the subscript.
  package func isValidUTF8(_ index: Int) -> Bool {
    if isASCII || hasOnlyASCII(index) { return true }
    do {
      _ = try UTF8Span(validating: self[index].span)
      return true
    } catch {
      return false
    }
  }
}
