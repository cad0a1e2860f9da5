/// The length of an error report in the database.
package struct ReportSize: Sendable, Equatable {
  /// The number of pieces, at least 1.
  package let pieces: Int
  /// The length of the whole report in bytes.
  package let bytes: Int

  /// A size as stored in the database.
  package init(pieces: Int, bytes: Int) {
    self.pieces = pieces
    self.bytes = bytes
  }

  /// The maximum length of a piece, in bytes.
  package static let longestPiece = 512 * 1024
}
