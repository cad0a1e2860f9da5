import CLibPQ

extension PostgresConnection {
  /// Reads a statement's rows with COPY … TO STDOUT (FORMAT binary): as they come, one in memory at a
  /// time, and without the store that a cursor's FETCH fills first.
  ///
  /// COPY takes no parameters, so they are written into its text.
  ///
  /// - Parameter body: reads a row's columns; when it throws, the rest is received and dropped.
  package func forEachCopiedRow<Row, each Parameter: PostgresLiteral>(
    of statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter,
    perform body: (inout CopiedRow) throws -> Void
  ) throws {
    let session = try openSession()
    var literals: [String] = []
    repeat literals.append((each parameters).literal)
    let sql = statement.text(with: literals)
    _ = try check(PQexec(session, "COPY (\n\(sql)\n) TO STDOUT (FORMAT binary)"))
    var failure: (any Error)?
    var isFirst = true
    var bytes: UnsafeMutablePointer<CChar>?
    while true {
      let count = PQgetCopyData(session, &bytes, 0)
      guard count > 0 else { break }
      defer { PQfreemem(bytes) }
      guard failure == nil else { continue }
      do {
        var row = CopiedRow(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        if isFirst { try row.skipHeader() }
        isFirst = false
        if try row.begins() { try body(&row) }
      } catch {
        failure = error
      }
    }
    _ = try finishCopy(in: session)
    if let failure { throw failure }
  }
}

/// A row as COPY sends it in binary (PostgreSQL manual, COPY, "Binary Format"); libpq hands them over
/// one by one, with the format's header before the first and its trailer as the last.
package struct CopiedRow {
  private var rest: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  /// The next column, which has four bytes.
  ///
  /// - Throws: `.decoding` where it is NULL, of another size, or there is none.
  package mutating func int32() throws(PostgresError) -> Int32 {
    guard try take(Int32.self) == 4 else { throw Self.malformed }
    return try take()
  }

  /// The next column, which has eight bytes; as `int32`.
  package mutating func int64() throws(PostgresError) -> Int64 {
    guard try take(Int32.self) == 8 else { throw Self.malformed }
    return try take()
  }

  /// Passes over signature, flags and the header's extension.
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

/// A value that can stand in a statement's text. It consists of digits and fixed marks, so nothing in
/// it can be taken for SQL.
package protocol PostgresLiteral: PostgresValue {
  /// The type's name in SQL.
  static var typeName: String { get }
  /// The value with its type.
  var literal: String { get }
}

extension Int64: PostgresLiteral {
  package static var typeName: String { "int8" }
  package var literal: String { "'\(self)'::int8" }
}

extension Array: PostgresLiteral where Element: PostgresElement & PostgresLiteral {
  package static var typeName: String { "\(Element.typeName)[]" }
  package var literal: String {
    "ARRAY[\(map(\.literal).joined(separator: ", "))]::\(Self.typeName)"
  }
}

extension Statement {
  /// The text with literals in the places of `$1`, `$2`, …
  fileprivate func text(with literals: [String]) -> String {
    var text = ""
    var rest = sql[...]
    while let mark = rest.firstIndex(of: "$") {
      text += rest[..<mark]
      let digits = rest[rest.index(after: mark)...].prefix { $0.isASCII && $0.isNumber }
      guard let number = Int(digits), literals.indices.contains(number - 1) else {
        preconditionFailure("each $ is a parameter's: \(sql)")
      }
      text += literals[number - 1]
      rest = rest[digits.endIndex...]
    }
    return text + rest
  }
}
