import Foundation

/// The error that a store returned ("Error responses" in the S3 API reference).
package struct S3Refusal: Sendable, CustomStringConvertible {
  /// An error code such as `SignatureDoesNotMatch`; nil if the response has none.
  package let code: String?
  private let message: String?

  /// - Parameter xml: the body of the response.
  init(xml: [UInt8]) {
    let text = String(decoding: xml, as: UTF8.self)
    code = Self.element("Code", in: text)
    message = Self.element("Message", in: text)
  }

  /// Code and message, to be appended to the status; empty if there is no code.
  package var description: String {
    guard let code else { return "" }
    return ", \(code)" + (message.map { ": \($0)" } ?? "")
  }

  /// The first 300 characters of an element's text, without control characters.
  private static func element(_ name: String, in text: String) -> String? {
    guard let start = text.range(of: "<\(name)>"),
      let end = text.range(of: "</\(name)>", range: start.upperBound..<text.endIndex)
    else { return nil }
    let scalars = text[start.upperBound..<end.lowerBound].unicodeScalars.prefix(300)
    let printable = scalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
    var trimmed = String(String.UnicodeScalarView(printable))
    while let last = trimmed.last, ". ".contains(last) { trimmed.removeLast() }
    return trimmed
  }
}
