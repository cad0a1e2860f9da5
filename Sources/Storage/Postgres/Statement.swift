/// An SQL statement as a value: its text, the types of its parameters and how a row is read.
///
/// All of the project's statements are `static let`s of this type, so that a test can prepare each
/// against the migrated schema.
package struct Statement<Row, each Parameter: PostgresValue>: PreparableStatement {
  package let sql: String
  let decode: @Sendable (inout RowDecoder) throws(PostgresError) -> Row

  /// - Parameters:
  ///   - sql: one statement, with its parameters as `$1`, `$2`, …
  ///   - decode: reads the columns from left to right.
  package init(
    _ sql: String, decode: @escaping @Sendable (inout RowDecoder) throws(PostgresError) -> Row
  ) {
    self.sql = sql
    self.decode = decode
  }

  package var parameterTypes: [UInt32] {
    var types: [UInt32] = []
    repeat types.append((each Parameter).oid)
    return types
  }

  func bind(_ parameters: repeat each Parameter) -> ParameterBuffer {
    var buffer = ParameterBuffer()
    repeat buffer.append(each parameters)
    return buffer
  }
}

extension Statement where Row == Void {
  /// A statement that gives no rows back.
  package init(_ sql: String) {
    self.init(sql) { (_) throws(PostgresError) in }
  }
}

/// What is needed to prepare a statement, whatever its parameters and rows.
package protocol PreparableStatement: Sendable {
  var sql: String { get }
  /// The object ids of `$1`, `$2`, …
  var parameterTypes: [UInt32] { get }
}

/// The binary parameters of one call, in one run of bytes.
struct ParameterBuffer {
  private var bytes: [UInt8] = []
  private var ranges: [Range<Int>?] = []

  mutating func append<Value: PostgresValue>(_ value: Value) {
    guard !value.isNull else { return ranges.append(nil) }
    let start = bytes.count
    value.encode(into: &bytes)
    ranges.append(start..<bytes.count)
  }

  /// Calls `body` with what libpq's `paramValues`, `paramLengths` and `paramFormats` want.
  func withArrays<R>(
    _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> R
  ) -> R {
    let lengths = ranges.map { Int32($0?.count ?? 0) }
    let formats = [Int32](repeating: 1, count: ranges.count)
    // libpq reads a null pointer as NULL, so an empty buffer still needs an address.
    let storage = bytes.isEmpty ? [0] : bytes
    return storage.withUnsafeBytes { raw in
      let base = raw.assumingMemoryBound(to: CChar.self)
      let values = ranges.map { range in
        range.flatMap { base.baseAddress?.advanced(by: $0.lowerBound) }
      }
      return body(values, lengths, formats)
    }
  }
}
