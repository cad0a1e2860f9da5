import CSV

/// The slow, obvious reader with which the fast reader must agree. It reads the whole input byte by
/// byte, and has each rule in one place.
package struct SlowReader {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  private init(_ bytes: [UInt8]) {
    // The end-of-file marks of DOS.
    self.bytes = Array(bytes.prefix((bytes.lastIndex { $0 != 0x1A } ?? -1) + 1))
  }

  package static func records(of bytes: [UInt8]) -> [ReadRecord] {
    var reader = SlowReader(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
    var records: [ReadRecord] = []
    while reader.position < reader.bytes.count {
      if reader.skipBlankLine() { continue }
      records.append(reader.readRecord())
    }
    return records
  }

  private func byte(at index: Int) -> Character? {
    index < bytes.count ? Character(Unicode.Scalar(bytes[index])) : nil
  }

  /// The number of bytes of the line break, or of the end of the file, at `index`. Nil if there is
  /// none.
  private func lineBreak(at index: Int) -> Int? {
    if index >= bytes.count { return 0 }
    if bytes[index...].starts(with: "\n".utf8) { return 1 }
    if bytes[index...].starts(with: "\r\n".utf8) { return 2 }
    return nil
  }

  private mutating func skipBlankLine() -> Bool {
    var end = position
    while byte(at: end) == " " || byte(at: end) == "\t" { end += 1 }
    guard let length = lineBreak(at: end) else { return false }
    position = end + length
    line += 1
    return true
  }

  private mutating func readRecord() -> ReadRecord {
    let start = position
    let startLine = line
    var fault: CSVFault?
    var fields = [readField(&fault)]
    while byte(at: position) == "," {
      position += 1
      fields.append(readField(&fault))
    }
    position += lineBreak(at: position) ?? 0
    let lastLine = startLine + bytes[start..<position].dropLast().count { $0 == 0x0A }
    line += 1
    return ReadRecord(
      line: startLine, lastLine: lastLine, fieldCount: fields.count, fields: fields,
      isBlank: fault == nil && fields.joined().allSatisfy { $0 == 0x20 || $0 == 0x09 },
      areValid: fields.map { String(validating: $0, as: UTF8.self) != nil },
      fault: fault, isASCII: bytes[start..<position].allSatisfy { $0 < 0x80 })
  }

  private mutating func readField(_ fault: inout CSVFault?) -> [UInt8] {
    guard byte(at: position) == "\"" else { return readText() }
    let start = position
    var ownFault: CSVFault?
    let value = readQuoted(&ownFault)
    if !readText().isEmpty { ownFault = .textAfterClosingQuote }
    guard let ownFault else { return value }
    if fault == nil || ownFault != .textAfterClosingQuote { fault = ownFault }
    return Array(bytes[start..<position])
  }

  private mutating func readText() -> [UInt8] {
    let start = position
    while byte(at: position) != ",", lineBreak(at: position) == nil { position += 1 }
    return Array(bytes[start..<position])
  }

  private mutating func readQuoted(_ fault: inout CSVFault?) -> [UInt8] {
    let openingLine = line
    var value: [UInt8] = []
    position += 1
    while position < bytes.count {
      if byte(at: position) != "\"" {
        if byte(at: position) == "\n" { line += 1 }
        value.append(bytes[position])
        position += 1
      } else if byte(at: position + 1) == "\"" {
        value.append(bytes[position])
        position += 2
      } else {
        position += 1
        return value
      }
    }
    fault = .unclosedQuote(line: openingLine)
    return value
  }
}
