import Scheduling

/// A rejected cell and how to correct it.
package struct CellAdvice: Hashable, Sendable {
  /// The cell as messages show it, in quotes.
  let shown: String
  /// The fix, in one or two sentences.
  let fix: String

  init(_ cell: UnsafeBufferPointer<UInt8>, fix: String) {
    shown = ShownText.quoted(Self.text(of: cell))
    self.fix = fix
  }

  /// The beginning of a cell: more than any message shows.
  static func text(of cell: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: cell.prefix(256)), as: UTF8.self)
  }
}

/// `a, b and c`
func listed(_ words: [String]) -> String {
  guard words.count > 1, let last = words.last else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) and \(last)"
}
