/// The rule for the names and e-mails of accounts, clients, agents and event types.
package enum ReferenceText {
  /// Bytes of UTF-8, at most: the longest e-mail address (RFC 3696, erratum 1690), and well within
  /// what an index of PostgreSQL takes.
  package static let longest = 320

  /// What is wrong with a text, as the end of a sentence that begins with its name; nil where nothing
  /// is.
  package static func fault(in text: String) -> String? {
    if MatchKey.key(of: text).isEmpty { return "is empty." }
    if text.utf8.count > longest { return "has more than \(longest) bytes." }
    // PostgreSQL keeps no NUL in a text.
    if text.utf8.contains(0) { return "has a NUL byte." }
    return nil
  }
}
