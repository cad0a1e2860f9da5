/// The parameters of one call, in binary, in one block of bytes.
package struct ParameterBuffer {
  private var bytes: [UInt8] = []
  private var ranges: [Range<Int>?] = []

  mutating func append<Value: PostgresValue>(_ value: Value) {
    guard !value.isNull else { return ranges.append(nil) }
    let start = bytes.count
    value.encode(into: &bytes)
    ranges.append(start..<bytes.count)
  }

  /// Calls `body` with libpq's `paramValues`, `paramLengths` and `paramFormats`.
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
