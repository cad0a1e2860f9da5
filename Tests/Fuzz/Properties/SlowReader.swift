import CSV

/// The obvious reader that the fast one must agree with: the whole input at once, a byte at a time,
/// each rule in a place of its own.
package struct SlowReader {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  package static func records(of bytes: [UInt8]) -> [ReadRecord] {
    var reader = SlowReader(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
    var records: [ReadRecord] = []
    while reader.position < bytes.count {
      if reader.skipBlankLine() { continue }
      records.append(reader.readRecord())
    }
    return records
  }

  private func byte(at index: Int) -> Character? {
    index < bytes.count ? Character(Unicode.Scalar(bytes[index])) : nil
  }

  /// How many bytes of a line break, or of the end of the file, stand at `index`; nil for none.
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
    line += 1
    return ReadRecord(
      line: startLine, fieldCount: fields.count, fields: fields,
      areValid: fields.map { String(validating: $0, as: UTF8.self) != nil },
      fault: fault, isASCII: bytes[start..<position].allSatisfy { $0 < 0x80 })
  }

  private mutating func readField(_ fault: inout CSVFault?) -> [UInt8] {
    guard byte(at: position) == "\"" else { return readText() }
    let value = readQuoted(&fault)
    let tail = readText()
    if !tail.isEmpty && fault == nil { fault = .textAfterClosingQuote }
    return value + tail
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
