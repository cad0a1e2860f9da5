/// A row of a COPY in binary (PostgreSQL manual, COPY, "Binary Format"). libpq returns the rows one
/// by one. The first row follows the format's header, and the last row is its trailer.
package struct CopiedRow {
  private var rest: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  /// The next column, which has four bytes.
  ///
  /// - Throws: `.decoding` if the column is NULL, has another size, or does not exist.
  package mutating func int32() throws(PostgresError) -> Int32 {
    guard try take(Int32.self) == 4 else { throw Self.malformed }
    return try take()
  }

  /// The next column, which has eight bytes. Throws like `int32`.
  package mutating func int64() throws(PostgresError) -> Int64 {
    guard try take(Int32.self) == 8 else { throw Self.malformed }
    return try take()
  }

  /// Skips the signature, the flags and the header's extension.
  mutating func skipHeader() throws(PostgresError) {
    guard rest.count >= 19, rest.starts(with: CopyWriter.header.prefix(11)) else {
      throw Self.malformed
    }
    rest = UnsafeRawBufferPointer(rebasing: rest[15...])
    let extent = Int(try take(Int32.self))
    guard (0...rest.count).contains(extent) else { throw Self.malformed }
    rest = UnsafeRawBufferPointer(rebasing: rest[extent...])
  }

  /// Reads the number of fields; false for the trailer.
  mutating func begins() throws(PostgresError) -> Bool { try take(Int16.self) >= 0 }

  private mutating func take<Value: FixedWidthInteger>(
    _: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    let size = MemoryLayout<Value>.size
    guard rest.count >= size else { throw Self.malformed }
    defer { rest = UnsafeRawBufferPointer(rebasing: rest[size...]) }
    return Value(bigEndian: rest.loadUnaligned(as: Value.self))
  }

  private static var malformed: PostgresError { .decoding("the row is not of the form expected") }
}
