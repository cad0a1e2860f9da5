extension String {
  /// The text after `ReferenceText.trimmed`, also without pairs of quotes around it.
  package var trimmingUnmeant: String {
    var text = ReferenceText.trimmed(self)
    while let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
      text.unicodeScalars.count >= 2,
      quotePairs.contains(where: { $0.open == first && $0.close == last })
    {
      text = ReferenceText.trimmed(String(text.unicodeScalars.dropFirst().dropLast()))
    }
    return text
  }
}

private let quotePairs: [(open: Unicode.Scalar, close: Unicode.Scalar)] = [
  ("\"", "\""), ("'", "'"), ("`", "`"), ("“", "”"), ("„", "“"), ("”", "”"), ("‘", "’"), ("«", "»"),
]
