import Scheduling

/// Finds what may be meant by names that an account does not have, at a bounded cost a file.
struct UnknownNames {
  /// Different names of a file that are explained, at most.
  static let mostNames = 100
  /// Names of the account that they are compared with, at most, all together.
  static let mostComparisons = 200_000
  /// Bytes of a name that is explained, at most.
  private static let longest = ReferenceText.longest

  private var explained: [String: UnknownName] = [:]
  private var comparisonsLeft = mostComparisons

  /// - Parameter nearest: the most similar name of the account to a key; it counts its comparisons.
  /// - Returns: nil if the file has had too many different ones.
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
