import Foundation

/// Why an object could not be stored. For the operator.
package enum S3Fault: Error, CustomStringConvertible {
  /// No answer: the name, the connection or its certificate failed, or the store fell silent.
  case unreachable(url: String, reason: String)
  /// No whole answer in time.
  case timedOut(url: String, limit: Duration)
  /// Another status than 200.
  case refused(url: String, status: UInt, S3Refusal)
  /// There is nothing to sign with.
  case credentials(S3CredentialsFault)

  package var description: String {
    switch self {
    case .unreachable(let url, let reason): "\(url) cannot be reached: \(reason)."
    case .timedOut(let url, let limit):
      "\(url) did not answer within \(limit.components.seconds) s."
    case .refused(let url, let status, let refusal):
      "\(url) answers with status \(status)\(refusal.description)."
    case .credentials(let fault): fault.description
    }
  }
}

/// What a store said when it refused a request ("Error responses" in the S3 API reference).
package struct S3Refusal: Sendable, CustomStringConvertible {
  /// Such as `SignatureDoesNotMatch`; nil where the answer has none.
  package let code: String?
  private let message: String?

  /// - Parameter xml: the body of the answer.
  init(xml: [UInt8]) {
    let text = String(decoding: xml, as: UTF8.self)
    code = Self.element("Code", in: text)
    message = Self.element("Message", in: text)
  }

  /// Empty, or to be put behind the status.
  package var description: String {
    guard let code else { return "" }
    return ", \(code)" + (message.map { ": \($0)" } ?? "")
  }

  /// An element's text as it stands, at most 300 characters of it, fit for a log and the database.
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
