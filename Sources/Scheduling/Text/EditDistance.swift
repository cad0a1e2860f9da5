/// How far two words are from each other.
package enum EditDistance {
  /// How many bytes must be added, left out or changed to make one of the other: Levenshtein's
  /// distance. Takes time in proportion to the product of both lengths.
  package static func between(_ word: String, _ other: String) -> Int {
    let other = Array(other.utf8)
    var row = Array(0...other.count)
    for (line, byte) in word.utf8.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, otherByte) in other.enumerated() {
        let change = diagonal + (byte == otherByte ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(change, row[column] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
