/// Comparison whose duration does not tell where two byte sequences differ.
package enum ConstantTime {
  /// Whether the bytes are equal. The time depends on the lengths only.
  package static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    var difference = one.count ^ other.count
    for (left, right) in zip(one, other) { difference |= Int(left ^ right) }
    return difference == 0
  }
}
