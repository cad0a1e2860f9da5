/// Writes cells as RFC 4180 prescribes.
package enum CSVWriter {
  /// Appends a cell, quoted if its bytes need it.
  package static func append(cell: some Collection<UInt8>, to bytes: inout [UInt8]) {
    let isDone: Void? = cell.withContiguousStorageIfAvailable { append(cell: $0, to: &bytes) }
    if isDone == nil { Array(cell).withUnsafeBufferPointer { append(cell: $0, to: &bytes) } }
  }

  /// Appends a cell of contiguous bytes, quoted if its bytes need it. Each byte is read twice.
  package static func append(cell: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    let needsQuotes = cell.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
    }
    guard needsQuotes else { return bytes.append(contentsOf: cell) }
    bytes.append(UInt8(ascii: "\""))
    for byte in cell {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A line of cells that ends in CRLF.
  package static func line(_ cells: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (place, cell) in cells.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      append(cell: cell.utf8, to: &bytes)
    }
    bytes.append(contentsOf: [0x0D, 0x0A])
    return bytes
  }
}
