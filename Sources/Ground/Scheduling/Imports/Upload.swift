package import Foundation

/// A checked schedule file, to be stored with its import.
package struct Upload: Sendable {
  /// The import's id.
  package let id: UUID
  /// The file's name as the client sent it.
  package let fileName: String
  /// The name of an IANA time zone that the server knows.
  package let timeZone: String
  /// The format of the file's times.
  package let dateFormat: DateTimeFormat
  /// The client and the request.
  package let origin: AuditOrigin
  /// The upload's span in W3C Trace Context; the worker's span becomes its child.
  package let traceparent: String?
  /// The file's pieces in order. Each piece except the last has `pieceSize` bytes.
  package let pieces: [[UInt8]]

  /// An upload. The caller has checked the values.
  package init(
    id: UUID, fileName: String, timeZone: String, dateFormat: DateTimeFormat,
    origin: AuditOrigin, traceparent: String? = nil, pieces: [[UInt8]]
  ) {
    self.id = id
    self.fileName = fileName
    self.timeZone = timeZone
    self.dateFormat = dateFormat
    self.origin = origin
    self.traceparent = traceparent
    self.pieces = pieces
  }

  /// The file's length in bytes.
  package var size: Int { pieces.reduce(0) { $0 + $1.count } }

  /// The length of a piece of a stored file, in bytes.
  package static let pieceSize = 256 * 1024
}
