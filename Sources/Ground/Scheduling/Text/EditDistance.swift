/// The number of edits that turn one text into another (optimal string alignment). An edit changes,
/// adds or drops a byte, or swaps two neighbours.
package struct EditDistance {
  private let text: [UInt8]
  private var rows: (before: [Int], last: [Int], next: [Int])

  /// Measures from this text, to several others.
  package init(from text: [UInt8]) {
    self.text = text
    let row = [Int](repeating: 0, count: text.count + 1)
    rows = (row, row, row)
  }

  /// The distance between two words, without a limit. The time is proportional to the product of
  /// their lengths.
  package static func between(_ word: String, _ other: String) -> Int {
    var distance = EditDistance(from: Array(word.utf8))
    let longest = max(word.utf8.count, other.utf8.count)
    // The distance never exceeds the length of the longer text.
    return Array(other.utf8).withUnsafeBufferPointer {
      distance.distance(to: $0, limit: longest) ?? longest
    }
  }

  /// The largest distance of similar texts: a third of the length, 1–4. For an e-mail, the length
  /// before the `@` is used.
  package var mostSimilar: Int {
    let length = text.firstIndex(of: UInt8(ascii: "@")) ?? text.count
    return min(4, max(length < 3 ? 1 : 2, (length + 1) / 3))
  }

  /// The distance; nil if it is more than the limit. Cheap if lengths or letters differ much.
  package mutating func distance(to other: UnsafeBufferPointer<UInt8>, limit: Int) -> Int? {
    guard abs(other.count - text.count) <= limit else { return nil }
    let (first, tail) = Self.common(text, other)
    let width = text.count - first - tail
    guard lettersMayMatch(other, first: first, tail: tail, limit: limit) else { return nil }
    for column in 0...width { rows.last[column] = column }
    for row in 0..<other.count - first - tail {
      if fill(row: row, width: width, of: other, from: first) > limit { return nil }
      (rows.before, rows.last, rows.next) = (rows.last, rows.next, rows.before)
    }
    let distance = rows.last[width]
    return distance <= limit ? distance : nil
  }

  /// The lengths of the common prefix and the common suffix. E-mails of one domain share a suffix.
  private static func common(
    _ one: [UInt8], _ other: UnsafeBufferPointer<UInt8>
  ) -> (first: Int, tail: Int) {
    var most = min(one.count, other.count)
    var first = 0
    while first < most, one[first] == other[first] { first += 1 }
    most -= first
    var tail = 0
    while tail < most, one[one.count - 1 - tail] == other[other.count - 1 - tail] { tail += 1 }
    return (first, tail)
  }

  /// Whether the parts between prefix and suffix may be within the limit. An edit affects at most
  /// two different bytes.
  private func lettersMayMatch(
    _ other: UnsafeBufferPointer<UInt8>, first: Int, tail: Int, limit: Int
  ) -> Bool {
    let part = text.withUnsafeBufferPointer { text in
      Self.signature(of: UnsafeBufferPointer(rebasing: text[first..<text.count - tail]))
    }
    let otherPart = Self.signature(
      of: UnsafeBufferPointer(rebasing: other[first..<other.count - tail]))
    return (part ^ otherPart).nonzeroBitCount <= 2 * limit
  }

  /// Fills a row of the table.
  ///
  /// - Returns: the smallest number in the row.
  private mutating func fill(
    row: Int, width: Int, of other: UnsafeBufferPointer<UInt8>, from first: Int
  ) -> Int {
    rows.next[0] = row + 1
    var least = row + 1
    for column in 0..<width {
      let isSame = text[first + column] == other[first + row]
      var cost = min(
        rows.last[column] + (isSame ? 0 : 1), rows.last[column + 1] + 1, rows.next[column] + 1)
      if row > 0, column > 0, text[first + column] == other[first + row - 1],
        text[first + column - 1] == other[first + row]
      {
        cost = min(cost, rows.before[column - 1] + 1)
      }
      rows.next[column + 1] = cost
      least = min(least, cost)
    }
    return least
  }

  /// A bit for each kind of byte that occurs.
  private static func signature(of text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    text.reduce(0) { $0 | 1 << UInt64($1 & 63) }
  }
}
