import Scheduling

/// Suggests names for unknown names, at a bounded cost per file.
struct UnknownNames {
  /// The maximum number of different names in a file that are explained.
  static let mostNames = 100
  /// The maximum number of comparisons with names of the account, for the whole file.
  static let mostComparisons = 200_000
  /// The maximum length of a name that is compared, in bytes.
  private static let longest = ReferenceText.longest

  private var explained: [String: UnknownName] = [:]
  private var comparisonsLeft = mostComparisons

  /// - Parameter nearest: finds the most similar name of the account, and counts its comparisons.
  /// - Returns: nil if the file already had too many different unknown names.
  mutating func explain(
    _ cell: UnsafeBufferPointer<UInt8>, nearest: (String, inout Int) -> String?
  ) -> UnknownName? {
    guard cell.count <= Self.longest else {
      return UnknownName(shown: ShownText.quoted(CellAdvice.text(of: cell)), nearest: nil)
    }
    let text = String(decoding: cell, as: UTF8.self)
    if let known = explained[text] { return known }
    guard explained.count < Self.mostNames else { return nil }
    let name = UnknownName(
      shown: ShownText.quoted(text), nearest: nearest(MatchKey.key(of: text), &comparisonsLeft))
    explained[text] = name
    return name
  }
}
