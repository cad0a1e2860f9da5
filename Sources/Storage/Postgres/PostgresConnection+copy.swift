import CLibPQ

extension PostgresConnection {
  /// Sends rows with COPY … FROM STDIN (FORMAT binary) (PostgreSQL manual, COPY, "Binary Format").
  ///
  /// - Parameters:
  ///   - statement: the COPY statement.
  ///   - send: writes the rows; when it throws, the COPY fails and no row of it stays.
  /// - Returns: how many rows the server took.
  package func copyIn(
    _ statement: CopyStatement, _ send: (inout CopyWriter) throws -> Void
  ) throws -> Int {
    let session = try openSession()
    _ = try check(PQexec(session, statement.sql))
    var writer = CopyWriter { (bytes) throws(PostgresError) in
      let sent = PQputCopyData(
        session, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count))
      guard sent == 1 else { throw .connectionLost(Self.message(of: session)) }
    }
    do {
      try send(&writer)
      try writer.finish()
    } catch {
      PQputCopyEnd(session, "the sender gave up")
      PQclear(PQgetResult(session))
      throw error
    }
    guard PQputCopyEnd(session, nil) == 1 else { throw lost() }
    return try finishCopy(in: session)
  }

  /// Receives how a COPY ended.
  ///
  /// - Returns: the rows that the server took or sent.
  func finishCopy(in session: OpaquePointer) throws(PostgresError) -> Int {
    var outcome: Result<Int, PostgresError> = .success(0)
    while let answer = PQgetResult(session) {
      do throws(PostgresError) {
        outcome = .success(try check(answer).affectedRows)
      } catch {
        outcome = .failure(error)
      }
    }
    return try outcome.get()
  }
}

/// The text of a COPY … FROM STDIN (FORMAT binary).
package struct CopyStatement: Sendable {
  package let sql: String
  package init(_ sql: String) { self.sql = sql }
}

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

  /// - Parameter sink: takes the pieces as they become full.
  package init(sink: @escaping (UnsafeRawBufferPointer) throws(PostgresError) -> Void) {
    self.sink = sink
    buffer = .allocate(byteCount: Self.capacity, alignment: 8)
    buffer.copyBytes(from: Self.header)
    used = Self.header.count
  }

  deinit { buffer.deallocate() }

  /// Begins a row: `size` is the number of bytes that its fields will take, length words included.
  package mutating func beginRow(fieldCount: Int16, size: Int) throws(PostgresError) {
    if used + 2 + size > Self.capacity { try flush() }
    precondition(2 + size <= Self.capacity, "a row is larger than the COPY buffer")
    store(fieldCount)
  }

  // Two functions and not a generic one, which other modules would call by way of its witness table.

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

  /// Ends the data and passes on what is left.
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
