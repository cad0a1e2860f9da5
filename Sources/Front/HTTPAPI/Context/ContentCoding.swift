import HTTPTypes
import Hummingbird
import Scheduling

extension Request {
  /// The value of Content-Encoding, escaped for a sentence; nil without the field and for
  /// `identity` (RFC 9110, section 8.4). The server does not decode bodies.
  var contentCoding: String? {
    guard let value = headers[.contentEncoding] else { return nil }
    let codings = value.lowercased().split { ", \t".contains($0) }
    return codings.allSatisfy { $0 == "identity" } ? nil : ShownText.escaped(value)
  }
}
