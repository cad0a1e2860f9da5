import Scheduling

/// Recognizes a short text that a client sent instead of the file, such as the name of the file.
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
      The file contains only the text \(ShownText.quoted(word)), not rows. Send the contents of the \
      file: with curl, write -F 'csv_file=@schedule.csv'.
      """
  }
}
