import Foundation

/// Why an object could not be stored. For the operator.
package enum S3Fault: Error, CustomStringConvertible {
  /// No answer: the name, the connection or its certificate failed.
  case unreachable(url: String, reason: String)
  /// No byte went either way for `limit`.
  case silent(url: String, limit: Duration)
  /// The store answered 200 without something that the answer has to have.
  case unintelligible(url: String, missing: String)
  /// Another status than 200, or an error behind a 200.
  case refused(url: String, status: UInt, S3Refusal)
  /// There is nothing to sign with.
  case credentials(S3CredentialsFault)

  package var description: String {
    switch self {
    case .unreachable(let url, let reason): "\(url) cannot be reached: \(reason)."
    case .silent(let url, let limit):
      "\(url) took and sent no byte for \(limit.seconds) s."
    case .unintelligible(let url, let missing):
      "\(url) answers with status 200 and without \(missing)."
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

extension Duration {
  /// Such as `10` or `0.05`.
  fileprivate var seconds: String {
    (self / .seconds(1)).formatted(
      .number.locale(Locale(identifier: "en_US_POSIX")).grouping(.never))
  }
}
