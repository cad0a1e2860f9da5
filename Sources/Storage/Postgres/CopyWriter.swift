import CLibPQ

/// Collects binary rows and passes them on in pieces of 64 KiB.
package struct CopyWriter: ~Copyable {
  private let sink: (UnsafeRawBufferPointer) throws(PostgresError) -> Void
  private let buffer: UnsafeMutableRawBufferPointer
  private var used = 0

  private static let capacity = 64 * 1024
  /// `PGCOPY\n\377\r\n\0`, flags, and the length of the header's extension.
  static let header: [UInt8] =
    [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0]
    + [UInt8](repeating: 0, count: 8)

  /// - Parameter sink: receives each piece when it is full.
  package init(sink: @escaping (UnsafeRawBufferPointer) throws(PostgresError) -> Void) {
    self.sink = sink
    buffer = .allocate(byteCount: Self.capacity, alignment: 8)
    buffer.copyBytes(from: Self.header)
    used = Self.header.count
  }

  deinit { buffer.deallocate() }

  /// Begins a row. `size` is the number of bytes of its fields, including length words.
  package mutating func beginRow(fieldCount: Int16, size: Int) throws(PostgresError) {
    if used + 2 + size > Self.capacity { try flush() }
    precondition(2 + size <= Self.capacity, "a row is larger than the COPY buffer")
    store(fieldCount)
  }

  // Two functions, since other modules would call a generic one through its witness table.

  /// Writes one integer field: its length word and its bytes.
  package mutating func field(_ value: Int64) {
    store(Int32(8))
    store(value)
  }

  /// Writes one integer field: its length word and its bytes.
  package mutating func field(_ value: Int32) {
    store(Int32(4))
    store(value)
  }

  /// Ends the data and sends the rest of the buffer.
  package mutating func finish() throws(PostgresError) {
    if used + 2 > Self.capacity { try flush() }
    store(Int16(-1))
    try flush()
  }

  @inline(__always)
  private mutating func store(_ value: some FixedWidthInteger) {
    buffer.storeBytes(of: value.bigEndian, toByteOffset: used, as: type(of: value))
    used += value.bitWidth / 8
  }

  private mutating func flush() throws(PostgresError) {
    try sink(UnsafeRawBufferPointer(rebasing: buffer[..<used]))
    used = 0
  }
}
