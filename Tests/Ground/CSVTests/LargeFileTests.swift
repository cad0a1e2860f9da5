import CSV
import Testing

/// Files of 5 MB that are slow for a reader that scans bytes again or keeps unneeded bytes.
@Suite("Large files", .timeLimit(.minutes(1)))
struct LargeFileTests {
  private static let size = 5 * 1024 * 1024

  private func read<R>(
    _ bytes: [UInt8], chunkSize: Int = 256 * 1024, _ body: (CSVRecord) -> R
  ) -> [R] {
    var reader = CSVReader(maximumFields: 5)
    var results: [R] = []
    for start in stride(from: 0, to: bytes.count, by: chunkSize) {
      bytes[start..<min(start + chunkSize, bytes.count)].withUnsafeBytes { reader.append($0) }
      while let result = reader.next(body) { results.append(result) }
    }
    reader.finish()
    while let result = reader.next(body) { results.append(result) }
    return results
  }

  /// The chunks are so small that scanning the record again after each chunk would take minutes.
  @Test(arguments: [512, 256 * 1024])
  func `one quoted field`(chunkSize: Int) {
    let value = [UInt8](repeating: 0x0A, count: 3) + [UInt8](repeating: 0x61, count: Self.size)
    let read = read([0x22] + value + [0x22, 0x0A, 0x62], chunkSize: chunkSize) { record in
      (line: record.line, isSame: record[0].elementsEqual(value), count: record[0].count)
    }
    #expect(read.map(\.line) == [1, 5])
    #expect(read.map(\.count) == [value.count, 1])
    #expect(read.map(\.isSame) == [true, false])
  }

  @Test func `one field without quotes`() {
    let counts = read([UInt8](repeating: 0x61, count: Self.size)) { $0[0].count }
    #expect(counts == [Self.size])
  }

  @Test func `only commas`() {
    let read = read([UInt8](repeating: 0x2C, count: Self.size)) { record in
      (count: record.fieldCount, areEmpty: (0..<5).allSatisfy { record[$0].isEmpty })
    }
    #expect(read.map(\.count) == [Self.size + 1])
    #expect(read.map(\.areEmpty) == [true])
  }

  @Test func `only line breaks before a record`() {
    let lines = read([UInt8](repeating: 0x0A, count: Self.size) + [0x61]) { $0.line }
    #expect(lines == [Self.size + 1])
  }

  @Test func `only quotes`() {
    let read = read([UInt8](repeating: 0x22, count: Self.size)) { record in
      (count: record[0].count, fault: record.fault)
    }
    #expect(read.map(\.count) == [Self.size / 2 - 1])
    #expect(read.map(\.fault) == [nil])
  }

  @Test func `endless rows`() {
    let row = Array("Ann Example,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\r\n".utf8)
    let rows = 20_000
    let read = read(Array(repeatElement(row, count: rows).joined())) { record in
      (line: record.line, count: record.fieldCount, last: record[4].count)
    }
    #expect(read.map(\.line).elementsEqual(1...rows))
    #expect(read.allSatisfy { $0.count == 5 && $0.last == 5 })
  }
}
