import Foundation

/// The XML of uploads in parts.
enum S3UploadXML {
  private static let entities = [
    ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&apos;"),
  ]

  /// The body of CompleteMultipartUpload.
  ///
  /// - Parameter tags: the tags of the parts, in order.
  static func completion(of tags: [String]) -> [UInt8] {
    let parts = tags.enumerated().map { place, tag in
      "<Part><PartNumber>\(place + 1)</PartNumber><ETag>\(escaped(tag))</ETag></Part>"
    }
    return Array(
      """
      <CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\
      \(parts.joined())</CompleteMultipartUpload>
      """.utf8)
  }

  /// Whether a response with status 200 confirms that the parts were joined.
  static func isCompletion(_ xml: [UInt8]) -> Bool {
    String(decoding: xml, as: UTF8.self).contains("<CompleteMultipartUploadResult")
  }

  /// The id in a response to CreateMultipartUpload; nil if there is none.
  static func uploadID(in xml: [UInt8]) -> String? {
    let text = String(decoding: xml, as: UTF8.self)
    guard let start = text.range(of: "<UploadId>"),
      let end = text.range(of: "</UploadId>", range: start.upperBound..<text.endIndex),
      start.upperBound < end.lowerBound
    else { return nil }
    return entities.reversed().reduce(String(text[start.upperBound..<end.lowerBound])) {
      $0.replacing($1.1, with: $1.0)
    }
  }

  private static func escaped(_ text: String) -> String {
    entities.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }
}
