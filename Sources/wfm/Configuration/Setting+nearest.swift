extension Setting {
  /// More letters than this make another word of it.
  private static let mostEdits = 4

  /// A sentence, after a blank, that names the setting that is meant; empty where none is near.
  static func suggestion(for name: String, among form: (Setting) -> String) -> String {
    let nearest = allCases.map { (form($0), edits(from: name, to: form($0))) }
      .min { $0.1 < $1.1 }
    guard let (suggestion, edits) = nearest, edits <= mostEdits else { return "" }
    return " Did you mean \(suggestion)?"
  }

  /// How many letters must be put in, left out or changed: Levenshtein's distance.
  private static func edits(from name: String, to other: String) -> Int {
    let other = Array(other.utf8)
    var row = Array(0...other.count)
    for (line, byte) in name.utf8.enumerated() {
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
