/// The length of an error report in the database.
package struct ReportSize: Sendable, Equatable {
  /// At least 1.
  package let pieces: Int
  /// The length of the whole report in bytes.
  package let bytes: Int

  /// A size as the database has it.
  package init(pieces: Int, bytes: Int) {
    self.pieces = pieces
    self.bytes = bytes
  }

  /// The length of a report's piece in bytes, at most.
  package static let longestPiece = 512 * 1024
}
