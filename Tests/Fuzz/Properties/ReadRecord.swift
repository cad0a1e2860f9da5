package import CSV

/// A record with copies of its values, from either reader.
package struct ReadRecord: Equatable {
  package var line: Int
  package var lastLine: Int
  package var fieldCount: Int
  package var fields: [[UInt8]]
  package var isBlank: Bool
  package var areValid: [Bool]
  package var fault: CSVFault?
  package var isASCII: Bool

  package var texts: [String] { fields.map { String(decoding: $0, as: UTF8.self) } }
}

/// Reads `bytes` with the reader under test, in chunks that end at `cuts` (ascending). Takes all
/// records after each chunk.
package func records(
  of bytes: [UInt8], cutAt cuts: some Sequence<Int> = [], maximumFields: Int = 300
) -> [ReadRecord] {
  var reader = CSVReader(maximumFields: maximumFields)
  var records: [ReadRecord] = []
  var start = 0
  for end in Array(cuts) + [bytes.count] {
    // A copy, so that the reader cannot read the bytes after a chunk.
    let chunk = Array(bytes[start..<end])
    chunk.withUnsafeBytes { reader.append($0) }
    start = end
    while let record = reader.next({ copy($0, maximumFields) }) { records.append(record) }
  }
  reader.finish()
  while let record = reader.next({ copy($0, maximumFields) }) { records.append(record) }
  return records
}

private func copy(_ record: CSVRecord, _ maximumFields: Int) -> ReadRecord {
  let kept = 0..<min(record.fieldCount, maximumFields)
  return ReadRecord(
    line: record.line, lastLine: record.lastLine, fieldCount: record.fieldCount,
    fields: kept.map { Array(record[$0]) }, isBlank: record.isBlank,
    areValid: kept.map { record.isValidUTF8($0) }, fault: record.fault, isASCII: record.isASCII)
}
