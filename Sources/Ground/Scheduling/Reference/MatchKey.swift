import Foundation

/// The form in which agents' e-mails and event types' names are compared: without letter case, and
/// trimmed by `ReferenceText.trimmed`.
///
/// Two texts that Unicode calls canonically equivalent (é as one or as two code points) have the
/// same key. The database keeps the key beside the text, so storing and matching share this rule.
/// The key of a key is the key itself.
package enum MatchKey {
  /// The key of any text.
  package static func key(of text: String) -> String {
    ReferenceText.trimmed(text.lowercased().precomposedStringWithCanonicalMapping)
  }

  /// Writes the key of ASCII bytes to `buffer`, which must hold at least as many bytes. The result
  /// equals `key(of:)`, but no string is created.
  ///
  /// - Returns: the key's length, or nil if a byte is not ASCII.
  package static func fold(
    _ bytes: UnsafeBufferPointer<UInt8>, into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> Int? {
    var start = 0
    var end = bytes.count
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    var union: UInt8 = 0
    for index in start..<end {
      let byte = bytes[index]
      union |= byte
      buffer[index - start] = byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
    return union < 0x80 ? end - start : nil
  }

  /// ASCII's white space: tab, line feed, vertical tab, form feed, carriage return, space.
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 }
}
