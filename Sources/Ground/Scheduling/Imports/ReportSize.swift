/// The length of an error report in the database.
package struct ReportSize: Sendable, Equatable {
  /// At least 1.
  package let pieces: Int
  package let bytes: Int

  package init(pieces: Int, bytes: Int) {
    self.pieces = pieces
    self.bytes = bytes
  }

  /// The length of a report's piece in bytes, at most.
  package static let longestPiece = 512 * 1024
}
