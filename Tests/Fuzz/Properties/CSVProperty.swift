import CSV

enum CSVProperty {
  /// The records do not depend on how the file is cut, and equal the slow reader's records. The
  /// reader reads back the values that `CSVWriter` writes.
  static func check(_ input: [UInt8]) throws(Broken) {
    let expected = SlowReader.records(of: input)
    for cuts in cuts(of: input) {
      let found = records(of: input, cutAt: cuts, maximumFields: input.count + 1)
      try hold(found == expected, "cut at \(cuts): \(found) instead of \(expected)")
    }
    for (found, expected) in zip(records(of: input, maximumFields: 2), expected) {
      try hold(
        found.fieldCount == expected.fieldCount && found.fault == expected.fault
          && found.fields.elementsEqual(expected.fields.prefix(2)),
        "with two fields: \(found) instead of \(expected)")
    }
    try checkWriter(expected.map(\.fields))
  }

  /// A header comes first, because the reader skips a byte order mark only at the start of the
  /// file.
  private static func checkWriter(_ rows: [[[UInt8]]]) throws(Broken) {
    let rows = rows.filter { $0.count > 1 || $0[0].contains { $0 != 0x20 && $0 != 0x09 } }
    var written = CSVWriter.line(["header"])
    for row in rows {
      for (place, cell) in row.enumerated() {
        if place > 0 { written.append(UInt8(ascii: ",")) }
        CSVWriter.append(cell: cell, to: &written)
      }
      written.append(contentsOf: [0x0D, 0x0A])
    }
    let read = records(of: written, maximumFields: written.count).dropFirst()
    try hold(read.allSatisfy { $0.fault == nil }, "the writer's quotes are wrong: \(written.shown)")
    try hold(read.map(\.fields) == rows, "\(written.shown) is not read as it was written")
  }
}
