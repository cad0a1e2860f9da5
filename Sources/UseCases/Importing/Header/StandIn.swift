import Scheduling

/// A short text that a client has sent in place of the file: the file's name, or nothing.
enum StandIn {
  private static let endings = [".csv", ".xlsx", ".xls", ".txt", ".tsv"]
  private static let nothings = ["undefined", "null", "none", "nil", "nan", "true", "false"]

  /// - Parameter text: the only line of the file.
  static func sentence(for text: String) -> String? {
    let word = text.trimmingUnmeant
    let lowercased = word.lowercased()
    guard
      word.hasPrefix("@") || lowercased.hasPrefix("[object ") || nothings.contains(lowercased)
        || (endings.contains(where: lowercased.hasSuffix) && !word.contains(","))
    else { return nil }
    return """
      The file holds only the text \(ShownText.quoted(word)), not the rows of a file. Send the file's \
      contents: with curl, -F 'csv_file=@schedule.csv'.
      """
  }
}
